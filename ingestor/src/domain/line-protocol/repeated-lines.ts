import { FIELD_TYPES } from '@wellhead/contracts';
import { reserveRows } from '../columns.js';
import type { Precision } from '../decoded.js';
import { repeatInt64, writeInt64, writeSafeInteger } from '../int64.js';
import { decimalOf } from './numbers.js';
import { FIELD_COUNT, FIELD_WORDS, FIELDS, FOLLOWING, KEY_AT, KEY_LENGTH, NO_PATTERN } from './patterns.js';
import type { Reader } from './reader.js';

const NEWLINE = 10;
const SPACE = 32;
const COMMA = 44;
const MINUS = 45;
const DOT = 46;
const ZERO = 48;
const LOWER_I = 105;
const BACKSLASH = 92;
const FLOAT = FIELD_TYPES.indexOf('float');

/** More digits than this do not fit a double exactly. */
const MAX_DIGITS = 15;
/** Digits of the seconds of a time from 2001 to 2286, and of its part of a second by precision. */
const SECOND_DIGITS = 10;
const FRACTION_DIGITS: Readonly<Partial<Record<Precision, number>>> = { ns: 9, us: 6, ms: 3, s: 0 };
const NANOSECONDS_OF: Readonly<Record<number, number>> = { 9: 1, 6: 1e3, 3: 1e6, 0: 1e9 };
/** From here on the seconds are near the end of int64. */
const MAX_SECONDS = 9_223_372_036;

/**
 * Reads lines from `from` on as long as they look like lines seen before: known point, known fields in the same order, plain numbers of
 * the registered types, a time of our days. Returns where it stopped, which is the beginning of a line or the end; `readLine` reads
 * what stands there, and what it accepts is learnt. What is read here is exactly what `readLine` would have read, in a third of the time.
 */
export function readRepeatedLines(reader: Reader, from: number): number {
  const { bytes, view, end, columns, patterns } = reader;
  const { words, keys, keyWords } = patterns;
  const fractionDigits = FRACTION_DIGITS[reader.options.precision];
  if (fractionDigits === undefined) return from;
  const fractionNs = NANOSECONDS_OF[fractionDigits] as number;
  const timeDigits = SECOND_DIGITS + fractionDigits;
  let at = from;
  let last = reader.lastPattern;
  let read = 0;
  line: while (last !== NO_PATTERN && at < end) {
    let pattern = words[last + FOLLOWING] as number;
    if (pattern === NO_PATTERN || !isKey(view, keys, keyWords, at, end, words, pattern + KEY_AT)) {
      pattern = findPattern(reader, at);
      if (pattern === NO_PATTERN) break;
      words[last + FOLLOWING] = pattern;
    }
    const fieldCount = words[pattern + FIELD_COUNT] as number;
    if (columns.length + fieldCount > columns.block.capacity) reserveRows(columns, fieldCount);
    const { seriesIndex, numbers, integerWords, timeWords } = columns.block;
    const firstRow = columns.length;
    let hasNumbers = false;
    let hasIntegers = false;
    let to = at + (words[pattern + KEY_LENGTH] as number);
    for (let field = 0; field < fieldCount; field++) {
      const place = pattern + FIELDS + field * FIELD_WORDS;
      if (!isKey(view, keys, keyWords, to, end, words, place)) break line;
      to += words[place + 1] as number;
      let byte = to < end ? (bytes[to] as number) : NEWLINE;
      const negative = byte === MINUS;
      if (negative) to++;
      const digitsFrom = to;
      let mantissa = 0;
      let dot = -1;
      for (; to < end; to++) {
        byte = bytes[to] as number;
        const digit = byte - ZERO;
        if (digit >= 0 && digit <= 9) mantissa = mantissa * 10 + digit;
        else if (byte === DOT && dot < 0) dot = to;
        else break;
      }
      const digits = to - digitsFrom - (dot < 0 ? 0 : 1);
      if (digits === 0 || digits > MAX_DIGITS || to >= end) break line;
      if (words[place + 2] === FLOAT) {
        const value = dot < 0 ? mantissa : decimalOf(mantissa, to - dot - 1);
        numbers[firstRow + field] = negative ? -value : value;
        hasNumbers = true;
      } else {
        if (byte !== LOWER_I || dot >= 0) break line;
        writeSafeInteger(integerWords, firstRow + field, negative ? -mantissa : mantissa);
        hasIntegers = true;
        to++;
      }
      if (to >= end || bytes[to] !== (field === fieldCount - 1 ? SPACE : COMMA)) break line;
      to++;
      seriesIndex[firstRow + field] = words[place + 3] as number;
    }
    const timeEnd = to + timeDigits;
    if (timeEnd > end || (timeEnd < end && bytes[timeEnd] !== NEWLINE)) break;
    const seconds = readDigits(bytes, to, to + SECOND_DIGITS);
    const fraction = readDigits(bytes, to + SECOND_DIGITS, timeEnd);
    if (seconds < 0 || fraction < 0 || seconds >= MAX_SECONDS) break;
    writeInt64(timeWords, firstRow, seconds, fraction * fractionNs, false);
    repeatInt64(timeWords, firstRow, firstRow + 1, firstRow + fieldCount);
    columns.length = firstRow + fieldCount;
    columns.hasNumbers ||= hasNumbers;
    columns.hasIntegers ||= hasIntegers;
    last = pattern;
    at = timeEnd + 1;
    read++;
  }
  reader.lastPattern = last;
  reader.repeated += read;
  return Math.min(at, end);
}

/** The digits in [from, to) as a number, -1 if one is none. */
function readDigits(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = (bytes[at] as number) - ZERO;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** Whether the key of which `words` tells place and length at `place` stands at `at`; four bytes at a time. */
function isKey(
  view: DataView,
  keys: Uint8Array,
  keyWords: Int32Array,
  at: number,
  end: number,
  words: Int32Array,
  place: number,
): boolean {
  const key = words[place] as number;
  const length = words[place + 1] as number;
  if (at + length > end) return false;
  let offset = 0;
  for (; offset + 4 <= length; offset += 4)
    if (view.getInt32(at + offset, true) !== keyWords[(key + offset) >> 2]) return false;
  for (; offset < length; offset++) if (view.getUint8(at + offset) !== keys[key + offset]) return false;
  return true;
}

/** The pattern of the point at `at`, whatever came before it. */
function findPattern(reader: Reader, from: number): number {
  const { bytes, end } = reader;
  let hash = 0x811c9dc5;
  let at = from;
  for (; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte === SPACE) break;
    if (byte === NEWLINE || byte === BACKSLASH) return NO_PATTERN;
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return reader.points.find(bytes, from, at, hash)?.pattern ?? NO_PATTERN;
}
