import { FIELD_TYPES } from '@wellhead/contracts';
import { writeInt64, writeSafeInteger } from '../int64.js';
import { addRow, admitType } from '../rows.js';
import { decimalOf, floatOf, readWide } from './numbers.js';
import type { Point, PointField } from './point-cache.js';
import { failAt, type Reader } from './reader.js';

const COMMA = 44;
const SPACE = 32;
const NEWLINE = 10;
const RETURN = 13;
const DOT = 46;
const MINUS = 45;
const PLUS = 43;
const QUOTE = 34;
const BACKSLASH = 92;
const LOWER_I = 105;
const LOWER_U = 117;

export const FLOAT = 0;
export const INTEGER = 1;
const UNSIGNED = 2;
const BOOLEAN = 3;
const STRING = 4;
type TypeCode = 0 | 1 | 2 | 3 | 4;

const isEnd = (byte: number): boolean => byte === COMMA || byte === SPACE || byte === NEWLINE || byte === RETURN;

/** Reads the value at `from` into a new row of the field's series; returns the position behind it, or -1. */
export function readValue(reader: Reader, from: number, point: Point, field: PointField): number {
  const { bytes, end, columns } = reader;
  if (from >= end) return failAt(reader, from, { reason: `the field "${field.name}" has no value` });
  let at = from;
  const first = bytes[at] as number;
  if (first === QUOTE) return readString(reader, from, point, field);
  const negative = first === MINUS;
  if (negative || first === PLUS) at++;
  const digitsFrom = at;
  let mantissa = 0;
  let dot = -1;
  for (; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte >= 48 && byte <= 57) mantissa = mantissa * 10 + (byte - 48);
    else if (byte === DOT && dot < 0) dot = at;
    else break;
  }
  const behind = at < end ? (bytes[at] as number) : NEWLINE;
  const digits = at - digitsFrom - (dot < 0 ? 0 : 1);
  if (digits > 0 && digits <= 15) {
    if (isEnd(behind)) {
      const row = rowOf(reader, from, point, field, FLOAT);
      if (row < 0) return -1;
      const value = dot < 0 ? mantissa : decimalOf(mantissa, at - dot - 1);
      columns.block.numbers[row] = negative ? -value : value;
      columns.hasNumbers = true;
      return at;
    }
    if (behind === LOWER_I && dot < 0 && first !== PLUS && (at + 1 === end || isEnd(bytes[at + 1] as number))) {
      const row = rowOf(reader, from, point, field, INTEGER);
      if (row < 0) return -1;
      writeSafeInteger(columns.block.integerWords, row, negative ? -mantissa : mantissa);
      columns.hasIntegers = true;
      return at + 1;
    }
  }
  return readOther(reader, from, point, field);
}

/** Values that the short way does not take: long or scientific numbers, unsigned ones, booleans, and what is none of these. */
function readOther(reader: Reader, from: number, point: Point, field: PointField): number {
  const { bytes, end, columns, scratch } = reader;
  let to = from;
  while (to < end && !isEnd(bytes[to] as number)) to++;
  if (to === from) return failAt(reader, from, { reason: `the field "${field.name}" has no value` });
  const text = bytes.toString('latin1', from, Math.min(to, from + 400));
  const suffix = bytes[to - 1] as number;
  if (suffix === LOWER_I || suffix === LOWER_U) {
    const unsigned = suffix === LOWER_U;
    const expected = unsigned ? 'a whole number from 0 to 18446744073709551615' : 'a whole number of 64 bits';
    if (!(unsigned ? /^\d+u$/ : /^-?\d+i$/).test(text)) return badValue(reader, from, field, text, expected);
    const negative = bytes[from] === MINUS;
    if (!readWide(bytes, negative ? from + 1 : from, to - 1, negative, unsigned, scratch))
      return badValue(reader, from, field, text, expected);
    const row = rowOf(reader, from, point, field, unsigned ? UNSIGNED : INTEGER);
    if (row < 0) return -1;
    writeInt64(columns.block.integerWords, row, scratch.billions, scratch.units, negative);
    columns.hasIntegers = true;
    return to;
  }
  const truth = TRUTHS.get(text);
  const value = truth ?? floatOf(text);
  if (Number.isNaN(value)) return badValue(reader, from, field, text, 'a finite number, 5i, 5u, "text", true or false');
  const row = rowOf(reader, from, point, field, truth === undefined ? FLOAT : BOOLEAN);
  if (row < 0) return -1;
  columns.block.numbers[row] = value;
  columns.hasNumbers = true;
  return to;
}

const TRUTHS = new Map([
  ...['t', 'T', 'true', 'True', 'TRUE'].map((text): [string, number] => [text, 1]),
  ...['f', 'F', 'false', 'False', 'FALSE'].map((text): [string, number] => [text, 0]),
]);

function readString(reader: Reader, from: number, point: Point, field: PointField): number {
  const { bytes, end, columns } = reader;
  let at = from + 1;
  let escaped = false;
  for (; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) break;
    if (byte === BACKSLASH && at + 1 < end && (bytes[at + 1] === QUOTE || bytes[at + 1] === BACKSLASH)) {
      escaped = true;
      at++;
    }
  }
  if (at >= end) return failAt(reader, from, { reason: `the text of field "${field.name}" is not closed by a quote` });
  const raw = bytes.toString('utf8', from + 1, at);
  if (raw.includes('\uFFFD') && !Buffer.from(raw).equals(bytes.subarray(from + 1, at)))
    return failAt(reader, at, { reason: `the text of field "${field.name}" is not valid UTF-8` });
  const row = rowOf(reader, at, point, field, STRING);
  if (row < 0) return -1;
  columns.strings[row - columns.first] = escaped ? raw.replace(/\\(["\\])/g, '$1') : raw;
  columns.hasStrings = true;
  return at + 1;
}

function rowOf(reader: Reader, at: number, point: Point, field: PointField, code: TypeCode): number {
  if (field.type === code) return addRow(reader, field.place);
  const type = FIELD_TYPES[code] as (typeof FIELD_TYPES)[number];
  const verdict = admitType(reader, point.measurement, field.name, type);
  if (typeof verdict === 'object')
    return failAt(reader, at, {
      reason: `field type conflict: "${field.name}" of "${point.measurement}" is ${verdict.holds}, this line writes ${type}`,
      found: type,
      expected: verdict.holds,
    });
  field.place = reader.table.place(point.measurement, point.tags, field.name, type);
  field.type = code;
  if (verdict === 'claimed') reader.claimed.push(field);
  return addRow(reader, field.place);
}

const badValue = (reader: Reader, at: number, field: PointField, found: string, expected: string): -1 =>
  failAt(reader, at, {
    reason: `the value of field "${field.name}" cannot be read`,
    found: found.slice(0, 100),
    expected,
  });
