import type { ReadingBatch, Series } from '@wellhead/contracts';

/**
 * Columns that grow: rows are written here while a body is read and cut off again when their line turns out bad.
 * The memory is kept between bodies; `take` copies the rows that are there.
 */
export interface Columns {
  length: number;
  capacity: number;
  seriesIndex: Uint32Array;
  /** 32-bit halves of the times, low word first; the same memory as `times`. */
  timeWords: Uint32Array;
  times: BigInt64Array;
  numbers: Float64Array;
  integerWords: Uint32Array;
  integers: BigInt64Array;
  strings: (string | undefined)[];
  hasNumbers: boolean;
  hasIntegers: boolean;
  hasStrings: boolean;
}

export function openColumns(capacity = 4_096): Columns {
  const times = new BigInt64Array(capacity);
  const integers = new BigInt64Array(capacity);
  return {
    length: 0,
    capacity,
    seriesIndex: new Uint32Array(capacity),
    timeWords: new Uint32Array(times.buffer),
    times,
    numbers: new Float64Array(capacity),
    integerWords: new Uint32Array(integers.buffer),
    integers,
    strings: [],
    hasNumbers: false,
    hasIntegers: false,
    hasStrings: false,
  };
}

/** Doubles the room; called when a row does not fit. */
export function growColumns(columns: Columns): void {
  const wider = openColumns(columns.capacity * 2);
  columns.capacity = wider.capacity;
  wider.seriesIndex.set(columns.seriesIndex);
  wider.times.set(columns.times);
  wider.numbers.set(columns.numbers);
  wider.integers.set(columns.integers);
  columns.seriesIndex = wider.seriesIndex;
  columns.times = wider.times;
  columns.timeWords = wider.timeWords;
  columns.numbers = wider.numbers;
  columns.integers = wider.integers;
  columns.integerWords = wider.integerWords;
}

/** Takes back the rows from `row` on. */
export function cutColumns(columns: Columns, row: number): void {
  if (columns.hasStrings && columns.strings.length > row) columns.strings.length = row;
  columns.length = row;
}

/** The rows as a batch of their own memory; the columns are empty afterwards. */
export function takeBatch(columns: Columns, series: readonly Series[]): ReadingBatch {
  const { length } = columns;
  if (columns.hasStrings) columns.strings.length = length;
  const batch: ReadingBatch = {
    series,
    length,
    seriesIndex: columns.seriesIndex.slice(0, length),
    timeNs: columns.times.slice(0, length),
    numbers: columns.hasNumbers ? columns.numbers.slice(0, length) : undefined,
    integers: columns.hasIntegers ? columns.integers.slice(0, length) : undefined,
    strings: columns.hasStrings ? columns.strings : undefined,
  };
  columns.length = 0;
  columns.strings = [];
  columns.hasNumbers = columns.hasIntegers = columns.hasStrings = false;
  return batch;
}
