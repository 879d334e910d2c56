import { repeatInt64, writeInt64 } from '../int64.js';
import { readInstant } from '../instants.js';
import { MAX_FIELDS } from '../limits.js';
import { nameFault } from '../series-table.js';
import { FOLLOWING, learnPattern, NO_PATTERN } from './patterns.js';
import { type Point, type PointField, startsWith } from './point-cache.js';
import { readPointKey, unescapeKey } from './point-key.js';
import { failAt, type Reader } from './reader.js';
import { FLOAT, INTEGER, readValue } from './values.js';

const NEWLINE = 10;
const RETURN = 13;
const SPACE = 32;
const COMMA = 44;
const MINUS = 45;
const EQUALS = 61;
const BACKSLASH = 92;

const isEscapable = (byte: number | undefined): boolean => byte === COMMA || byte === EQUALS || byte === SPACE;

/** Reads the line at `from` into rows; returns the position of its newline, or of the end, or -1. */
export function readLine(reader: Reader, from: number): number {
  const { bytes, end, columns } = reader;
  const firstRow = columns.length - columns.first;
  const point = readPoint(reader, from);
  if (!point) return -1;
  let at = from + point.raw.length;
  while (at < end && bytes[at] === SPACE) at++;
  reader.lineFields.length = 0;
  for (let position = 0; ; position++) {
    if (position === MAX_FIELDS)
      return failAt(reader, at, { reason: 'the line has too many fields', expected: `at most ${MAX_FIELDS}` });
    const field = readFieldKey(reader, at, point, position);
    if (!field) return -1;
    at = readValue(reader, at + field.raw.length + 1, point, field);
    if (at < 0) return -1;
    reader.lineFields.push(field);
    if (at >= end || bytes[at] !== COMMA) break;
    at++;
  }
  at = readTime(reader, at, firstRow);
  if (at < 0) return -1;
  while (at < end && (bytes[at] === SPACE || bytes[at] === RETURN)) at++;
  if (at < end && bytes[at] !== NEWLINE)
    return failAt(reader, at, { reason: 'there is something behind the time', found: excerpt(reader, at) });
  const assetFault = reader.options.mayWrite?.(point.tags['asset']);
  if (assetFault) return failAt(reader, at, assetFault);
  learn(reader, point);
  return at;
}

/** Remembers how this line looks, if lines like it may be read without looking closely: registered numbers only. */
function learn(reader: Reader, point: Point): void {
  const { patterns, lineFields, claimed, lastPattern } = reader;
  if (claimed.length > 0 || !lineFields.every(({ type }) => type === FLOAT || type === INTEGER)) return;
  const pattern = learnPattern(patterns, point, lineFields);
  if (lastPattern !== NO_PATTERN) patterns.words[lastPattern + FOLLOWING] = pattern;
  reader.lastPattern = pattern;
}

function readPoint(reader: Reader, from: number): Point | undefined {
  const { bytes, end } = reader;
  let at = from;
  let hash = 0x811c9dc5;
  while (at < end) {
    const byte = bytes[at] as number;
    if (byte === SPACE || byte === NEWLINE) break;
    hash = Math.imul(hash ^ byte, 0x01000193);
    at++;
    if (byte === BACKSLASH && at < end && isEscapable(bytes[at])) at++;
  }
  if (at >= end || bytes[at] !== SPACE) {
    failAt(reader, at, { reason: 'the line has no fields', expected: 'measurement,tag=value field=value time' });
    return undefined;
  }
  let point = reader.points.find(bytes, from, at, hash);
  if (!point) {
    const key = readPointKey(bytes.toString('utf8', from, at));
    if (typeof key === 'string') {
      failAt(reader, at, { reason: key });
      return undefined;
    }
    point = reader.points.add(bytes, from, at, hash, key);
  }
  return point;
}

/** The field whose key stands at `from`; the one that stood at this position before is tried first. */
function readFieldKey(reader: Reader, from: number, point: Point, position: number): PointField | undefined {
  const { bytes, end } = reader;
  const guess = point.fields[position];
  if (guess && bytes[from + guess.raw.length] === EQUALS && startsWith(bytes, from, end, guess.raw)) return guess;
  let at = from;
  while (at < end) {
    const byte = bytes[at] as number;
    if (byte === EQUALS || byte === SPACE || byte === COMMA || byte === NEWLINE) break;
    at += byte === BACKSLASH && at + 1 < end && isEscapable(bytes[at + 1]) ? 2 : 1;
  }
  if (at >= end || bytes[at] !== EQUALS || at === from) {
    failAt(reader, at, {
      reason: 'a field has no name or no value',
      found: excerpt(reader, from),
      expected: 'name=value',
    });
    return undefined;
  }
  const known = point.fields.find((field) => field.raw.length === at - from && startsWith(bytes, from, end, field.raw));
  if (known) return known;
  const name = unescapeKey(bytes.toString('utf8', from, at));
  const fault = nameFault('field key', name);
  if (fault) {
    failAt(reader, at, { reason: fault });
    return undefined;
  }
  const spelling = bytes.toString('latin1', from, at);
  let raw = reader.fieldKeys.get(spelling);
  if (!raw) reader.fieldKeys.set(spelling, (raw = new Uint8Array(bytes.subarray(from, at))));
  const field: PointField = { raw, name, type: -1, place: 0 };
  point.fields.push(field);
  return field;
}

/** Reads the time, or takes that of arrival, and writes it to the rows of this line: those from `firstRow` of the body on. */
function readTime(reader: Reader, from: number, firstRow: number): number {
  const { bytes, end, columns, scratch, options } = reader;
  let at = from;
  while (at < end && bytes[at] === SPACE) at++;
  const byte = at < end ? (bytes[at] as number) : NEWLINE;
  if (byte === NEWLINE || byte === RETURN) {
    scratch.billions = Math.floor(options.receivedAtMs / 1_000);
    scratch.units = (options.receivedAtMs - scratch.billions * 1_000) * 1e6;
    scratch.negative = false;
  } else {
    const negative = byte === MINUS;
    const first = negative ? at + 1 : at;
    at = first;
    while (at < end && (bytes[at] as number) >= 48 && (bytes[at] as number) <= 57) at++;
    const behind = at < end ? (bytes[at] as number) : NEWLINE;
    if (at === first || (behind !== SPACE && behind !== NEWLINE && behind !== RETURN))
      return failAt(reader, at, {
        reason: 'the time cannot be read',
        found: excerpt(reader, from),
        expected: `a whole number of ${options.precision} since 1970`,
      });
    if (!readInstant(bytes, first, at, negative, options.precision, scratch))
      return failAt(reader, at, {
        reason: 'the time is out of range',
        found: excerpt(reader, first),
        expected: `an instant in the years 1677 to 2262, in ${options.precision}`,
      });
  }
  const { timeWords } = columns.block;
  const first = columns.first + firstRow;
  writeInt64(timeWords, first, scratch.billions, scratch.units, scratch.negative);
  repeatInt64(timeWords, first, first + 1, columns.length);
  return at;
}

/** A few characters of what stands at `at`, for a reason. */
function excerpt(reader: Reader, at: number): string {
  const newline = reader.bytes.indexOf(NEWLINE, at);
  const to = Math.min(at + 40, newline < 0 ? reader.end : newline, reader.end);
  return reader.bytes.toString('utf8', at, to).trim();
}
