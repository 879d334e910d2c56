/**
 * Readings: InfluxDB's data model (measurement, tags, one typed field, a time in nanoseconds), held in columns.
 * A batch is columnar because intake and DuckDB move millions of values a second: one object a value would cost more than the work.
 */

export const FIELD_TYPES = ['float', 'integer', 'unsigned', 'boolean', 'string'] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

/** A value as JavaScript sees it: integer and unsigned are bigint, so that int64 never passes through a double. */
export type FieldValue = number | bigint | boolean | string;

/** One field of one tag set. Interned by the parser: the same series is the same object within a process. */
export interface Series {
  readonly measurement: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly field: string;
  readonly type: FieldType;
  /** Escaped line-protocol prefix with tags sorted by key: `esp,asset=well-101`. Series of one point share it. */
  readonly pointKey: string;
  /** Identity of the series in every store: `pointKey`, a space, the escaped field. */
  readonly key: string;
}

/**
 * Readings of many series in the order they were acknowledged; the last of two with the same series and time wins.
 * Row `i` is `series[seriesIndex[i]]` at `timeNs[i]`; its value lies, by the series' type, in `numbers` (float; boolean as 0 or 1),
 * `integers` (integer; unsigned as the same 64 bits) or `strings`. A column that no row needs is undefined.
 * `series` may be a list that the sender goes on appending to, shared by its batches: only what rows name is part of the batch.
 */
export interface ReadingBatch {
  readonly series: readonly Series[];
  readonly length: number;
  readonly seriesIndex: Uint32Array;
  readonly timeNs: BigInt64Array;
  readonly numbers: Float64Array | undefined;
  readonly integers: BigInt64Array | undefined;
  readonly strings: readonly (string | undefined)[] | undefined;
}

/** One reading as an object, for tests, edges and small numbers. */
export interface Reading {
  readonly series: Series;
  readonly timeNs: bigint;
  readonly value: FieldValue;
}

const escapeMeasurement = (text: string): string => text.replace(/[, ]/g, '\\$&');
/** Hardly ever has one: looking first is half the time. */
const escapeKey = (text: string): string => (/[,= ]/.test(text) ? text.replace(/[,= ]/g, '\\$&') : text);

/** Builds a series with its canonical keys; tags are sorted by key. */
export function seriesOf(
  measurement: string,
  tags: Readonly<Record<string, string>>,
  field: string,
  type: FieldType,
): Series {
  const names = Object.keys(tags).sort();
  const pointKey =
    escapeMeasurement(measurement) + names.map((name) => `,${escapeKey(name)}=${escapeKey(tags[name] ?? '')}`).join('');
  return { measurement, tags, field, type, pointKey, key: `${pointKey} ${escapeKey(field)}` };
}

/** Packs readings into columns, keeping their order. */
export function batchOf(readings: readonly Reading[]): ReadingBatch {
  const index = new Map<string, number>();
  const series: Series[] = [];
  const length = readings.length;
  const seriesIndex = new Uint32Array(length);
  const timeNs = new BigInt64Array(length);
  let numbers: Float64Array | undefined;
  let integers: BigInt64Array | undefined;
  let strings: (string | undefined)[] | undefined;
  readings.forEach((reading, row) => {
    const id = `${reading.series.type} ${reading.series.key}`;
    let at = index.get(id);
    if (at === undefined) {
      at = series.push(reading.series) - 1;
      index.set(id, at);
    }
    seriesIndex[row] = at;
    timeNs[row] = reading.timeNs;
    const { value } = reading;
    if (typeof value === 'bigint') (integers ??= new BigInt64Array(length))[row] = BigInt.asIntN(64, value);
    else if (typeof value === 'string') (strings ??= new Array<string | undefined>(length))[row] = value;
    else (numbers ??= new Float64Array(length))[row] = Number(value);
  });
  return { series, length, seriesIndex, timeNs, numbers, integers, strings };
}

/** The value of one row of a batch. */
export function valueAt(batch: ReadingBatch, row: number): FieldValue {
  const series = batch.series[batch.seriesIndex[row] ?? 0];
  const type = series?.type ?? 'float';
  switch (type) {
    case 'float':
      return batch.numbers?.[row] ?? Number.NaN;
    case 'boolean':
      return batch.numbers?.[row] === 1;
    case 'integer':
      return batch.integers?.[row] ?? 0n;
    case 'unsigned':
      return BigInt.asUintN(64, batch.integers?.[row] ?? 0n);
    case 'string':
      return batch.strings?.[row] ?? '';
    default:
      return type satisfies never;
  }
}

/** Unpacks a batch into objects, in order. */
export function readingsOf(batch: ReadingBatch): Reading[] {
  return Array.from({ length: batch.length }, (_, row) => ({
    series: batch.series[batch.seriesIndex[row] ?? 0] as Series,
    timeNs: batch.timeNs[row] ?? 0n,
    value: valueAt(batch, row),
  }));
}
