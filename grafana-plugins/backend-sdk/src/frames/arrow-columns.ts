import {
  Binary,
  Bool,
  Float64,
  Int64,
  TimestampNanosecond,
  Uint16,
  Uint64,
  Utf8,
  makeData,
  type Data,
  type DataType,
} from 'apache-arrow';
import { NS_PER_MS, type FrameField, type FrameFieldType } from '@wellhead/contracts';

type Cell = number | bigint | string | boolean | null | undefined;

/** Validity of rows, one bit each, as Arrow wants it; undefined when none is missing. */
interface Validity {
  readonly nullCount: number;
  readonly nullBitmap: Uint8Array | undefined;
}

export interface ArrowColumn {
  readonly data: Data<DataType>;
  readonly nullable: boolean;
}

const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;
const MAX_UINT64 = 2n ** 64n - 1n;

function validityOf(length: number, isMissing: (row: number) => boolean): Validity {
  let nullCount = 0;
  const nullBitmap = new Uint8Array(Math.ceil(length / 8));
  for (let row = 0; row < length; row += 1) {
    if (isMissing(row)) nullCount += 1;
    else nullBitmap[row >> 3] = (nullBitmap[row >> 3] ?? 0) | (1 << (row & 7));
  }
  return { nullCount, nullBitmap: nullCount > 0 ? nullBitmap : undefined };
}

const missingCell = (cells: ArrayLike<Cell>) => (row: number) => cells[row] === null || cells[row] === undefined;

function wrong(field: FrameField, row: number, expected: string): Error {
  const found = field.values[row];
  return new TypeError(
    `Field ${field.name} (${field.type}), row ${row}: found ${typeof found} ${String(found)}, expected ${expected}.`,
  );
}

/** Milliseconds, fractions too, to nanoseconds: the fraction alone passes through a double. */
function nsOf(field: FrameField, row: number, ms: Cell): bigint {
  if (typeof ms !== 'number' || !Number.isFinite(ms)) throw wrong(field, row, 'a time in ms, or null');
  const whole = Math.floor(ms);
  return BigInt(whole) * NS_PER_MS + BigInt(Math.round((ms - whole) * 1e6));
}

function timeColumn(field: FrameField): ArrowColumn {
  const type = new TimestampNanosecond();
  const { values } = field;
  if (values instanceof BigInt64Array) {
    return { data: makeData({ type, length: values.length, nullCount: 0, data: values }), nullable: false };
  }
  const cells: ArrayLike<Cell> = values;
  const missing = missingCell(cells);
  const validity = validityOf(cells.length, missing);
  const data = new BigInt64Array(cells.length);
  for (let row = 0; row < cells.length; row += 1) if (!missing(row)) data[row] = nsOf(field, row, cells[row]);
  return { data: makeData({ type, length: cells.length, ...validity, data }), nullable: validity.nullCount > 0 };
}

function numberColumn(field: FrameField): ArrowColumn {
  const cells: ArrayLike<Cell> = field.values;
  const data =
    field.values instanceof Float64Array
      ? field.values
      : Float64Array.from(cells, (cell, row) => {
          if (cell === null || cell === undefined) return Number.NaN;
          if (typeof cell !== 'number') throw wrong(field, row, 'a number or null');
          return cell;
        });
  const validity = validityOf(data.length, (row) => Number.isNaN(data[row]));
  return { data: makeData({ type: new Float64(), length: data.length, ...validity, data }), nullable: true };
}

function integerColumn(field: FrameField): ArrowColumn {
  const unsigned = field.type === 'unsigned';
  const cells: ArrayLike<Cell> = field.values;
  const { length } = cells;
  const missing = missingCell(cells);
  const validity = validityOf(length, missing);
  const [least, most] = unsigned ? [0n, MAX_UINT64] : [MIN_INT64, MAX_INT64];
  let data: BigInt64Array;
  if (field.values instanceof BigInt64Array) data = field.values;
  else {
    data = new BigInt64Array(length);
    for (let row = 0; row < length; row += 1) {
      if (missing(row)) continue;
      const cell = cells[row];
      if (typeof cell !== 'bigint' || cell < least || cell > most) {
        throw wrong(field, row, `a bigint from ${least} to ${most}, or null`);
      }
      data[row] = BigInt.asIntN(64, cell);
    }
  }
  return unsigned
    ? {
        data: makeData({
          type: new Uint64(),
          length,
          ...validity,
          data: new BigUint64Array(data.buffer, data.byteOffset, length),
        }),
        nullable: true,
      }
    : { data: makeData({ type: new Int64(), length, ...validity, data }), nullable: true };
}

const MAX_UINT16 = 65_535;

function enumColumn(field: FrameField): ArrowColumn {
  const cells: ArrayLike<Cell> = field.values;
  const words = field.config?.type?.enum.text.length ?? 0;
  const missing = missingCell(cells);
  const data = Uint16Array.from(cells, (cell, row) => {
    if (missing(row)) return 0;
    if (typeof cell === 'number' && Number.isInteger(cell) && cell >= 0 && cell < Math.min(words, MAX_UINT16))
      return cell;
    throw wrong(field, row, `a place among the ${words} words of config.type.enum.text, or null`);
  });
  const { length } = cells;
  return { data: makeData({ type: new Uint16(), length, ...validityOf(length, missing), data }), nullable: true };
}

/** Texts one after the other, and where each ends. `check` throws for a text that may not stand there. */
function textColumn(field: FrameField, type: Utf8 | Binary, check: (text: string, row: number) => void): ArrowColumn {
  const cells: ArrayLike<Cell> = field.values;
  const { length } = cells;
  const missing = missingCell(cells);
  const valueOffsets = new Int32Array(length + 1);
  const texts: Buffer[] = [];
  let end = 0;
  for (let row = 0; row < length; row += 1) {
    if (!missing(row)) {
      const cell = cells[row];
      if (typeof cell !== 'string') throw wrong(field, row, 'a string or null');
      check(cell, row);
      const bytes = Buffer.from(cell);
      texts.push(bytes);
      end += bytes.length;
    }
    valueOffsets[row + 1] = end;
  }
  const data = new Uint8Array(Buffer.concat(texts));
  const parts = { length, ...validityOf(length, missing), valueOffsets, data };
  return { data: type instanceof Utf8 ? makeData({ type, ...parts }) : makeData({ type, ...parts }), nullable: true };
}

const stringColumn = (field: FrameField): ArrowColumn => textColumn(field, new Utf8(), () => undefined);

/** Grafana takes over the texts as they are: one that is no JSON would break the whole answer. */
const jsonColumn = (field: FrameField): ArrowColumn =>
  textColumn(field, new Binary(), (text, row) => {
    try {
      JSON.parse(text);
    } catch (cause) {
      throw Object.assign(wrong(field, row, 'a JSON text or null'), { cause });
    }
  });

function booleanColumn(field: FrameField): ArrowColumn {
  const cells: ArrayLike<Cell> = field.values;
  const { length } = cells;
  const missing = missingCell(cells);
  const data = new Uint8Array(Math.ceil(length / 8));
  for (let row = 0; row < length; row += 1) {
    if (missing(row)) continue;
    if (typeof cells[row] !== 'boolean') throw wrong(field, row, 'a boolean or null');
    if (cells[row] === true) data[row >> 3] = (data[row >> 3] ?? 0) | (1 << (row & 7));
  }
  return { data: makeData({ type: new Bool(), length, ...validityOf(length, missing), data }), nullable: true };
}

/** What Grafana's frontend calls the type of a column. */
export const GRAFANA_TYPES = {
  time: 'time',
  number: 'number',
  integer: 'number',
  unsigned: 'number',
  string: 'string',
  boolean: 'boolean',
  enum: 'enum',
  json: 'other',
} as const satisfies Record<FrameFieldType, string>;

/**
 * A column of a frame as Arrow data. A missing value, NaN too, becomes null. Times are nullable only where one is missing, since series with a
 * nullable time are harder on Grafana's expressions; all else always is, so that a column keeps its type from one answer to the next.
 * Throws a TypeError that names field and row for a value that does not fit the field's type.
 */
export function arrowColumn(field: FrameField): ArrowColumn {
  switch (field.type) {
    case 'time':
      return timeColumn(field);
    case 'number':
      return numberColumn(field);
    case 'integer':
    case 'unsigned':
      return integerColumn(field);
    case 'string':
      return stringColumn(field);
    case 'boolean':
      return booleanColumn(field);
    case 'enum':
      return enumColumn(field);
    case 'json':
      return jsonColumn(field);
    default:
      return field.type satisfies never;
  }
}
