import type { Point, PointField } from './point-cache.js';

/**
 * What lines looked like before: the bytes of a point key and of each field key with the series they lead to, flat in two arrays, in
 * the order in which they were first seen. Agents send the same lines again and again with other numbers; against this, reading one
 * takes a few comparisons of whole words, and what it touches lies together.
 */
export interface Patterns {
  /** Patterns one behind the other, see the places below. Replaced when it grows. */
  words: Int32Array;
  /** Key bytes, each key at a multiple of four. Replaced when it grows; `keyWords` is the same memory. */
  keys: Uint8Array;
  keyWords: Int32Array;
  /** Ends of what is used. */
  wordsEnd: number;
  keysEnd: number;
  /** Where a field key lies in `keys`: points share them. */
  readonly fieldKeys: Map<string, number>;
}

/** Places in a pattern: which pattern came behind it, its key, and how many fields follow. */
export const FOLLOWING = 0;
export const KEY_AT = 1;
export const KEY_LENGTH = 2;
export const FIELD_COUNT = 3;
/** The first field; each has a key (with its equals sign), a type (place in FIELD_TYPES) and a place in the series table. */
export const FIELDS = 4;
export const FIELD_WORDS = 4;
export const NO_PATTERN = -1;

const EQUALS = 61;
const SPACE = 32;

export function openPatterns(): Patterns {
  const keys = new Uint8Array(1_024);
  return {
    words: new Int32Array(1_024),
    keys,
    keyWords: new Int32Array(keys.buffer),
    wordsEnd: 0,
    keysEnd: 0,
    fieldKeys: new Map(),
  };
}

export function clearPatterns(patterns: Patterns): void {
  patterns.wordsEnd = patterns.keysEnd = 0;
  patterns.fieldKeys.clear();
}

/** Notes how a line of this point looks; the pattern that it had is overwritten where it has as many fields. */
export function learnPattern(patterns: Patterns, point: Point, fields: readonly PointField[]): number {
  const known = point.pattern;
  const fits = known !== NO_PATTERN && patterns.words[known + FIELD_COUNT] === fields.length;
  const at = fits ? known : addPattern(patterns, point, fields.length);
  fields.forEach((field, index) => {
    const key = fieldKey(patterns, field.raw);
    // Adding a key or a pattern may have replaced the arrays.
    const place = at + FIELDS + index * FIELD_WORDS;
    patterns.words[place] = key;
    patterns.words[place + 1] = field.raw.length + 1;
    patterns.words[place + 2] = field.type;
    patterns.words[place + 3] = field.place;
  });
  point.pattern = at;
  return at;
}

function addPattern(patterns: Patterns, point: Point, fieldCount: number): number {
  const at = patterns.wordsEnd;
  const end = at + FIELDS + fieldCount * FIELD_WORDS;
  if (end > patterns.words.length) {
    const wider = new Int32Array(2 * end);
    wider.set(patterns.words);
    patterns.words = wider;
  }
  patterns.wordsEnd = end;
  const key = addKey(patterns, point.raw, SPACE);
  patterns.words[at + FOLLOWING] = NO_PATTERN;
  patterns.words[at + KEY_AT] = key;
  patterns.words[at + KEY_LENGTH] = point.raw.length + 1;
  patterns.words[at + FIELD_COUNT] = fieldCount;
  return at;
}

function fieldKey(patterns: Patterns, raw: Uint8Array): number {
  const spelling = String.fromCharCode(...raw);
  let key = patterns.fieldKeys.get(spelling);
  if (key === undefined) patterns.fieldKeys.set(spelling, (key = addKey(patterns, raw, EQUALS)));
  return key;
}

/** Adds a key and the byte that ends it; answers where it lies. */
function addKey(patterns: Patterns, raw: Uint8Array, endByte: number): number {
  const at = patterns.keysEnd;
  const end = (at + raw.length + 1 + 3) & ~3;
  if (end > patterns.keys.length) {
    const wider = new Uint8Array(2 * end);
    wider.set(patterns.keys);
    patterns.keys = wider;
    patterns.keyWords = new Int32Array(wider.buffer);
  }
  patterns.keys.set(raw, at);
  patterns.keys[at + raw.length] = endByte;
  patterns.keysEnd = end;
  return at;
}
