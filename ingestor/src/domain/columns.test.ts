import { seriesOf } from '@wellhead/contracts';
import { expect, it } from 'vitest';
import {
  beginColumns,
  type Columns,
  cutColumns,
  openColumns,
  type OwnedBatch,
  reserveRows,
  takeBatch,
} from './columns.js';
import { follows, joinBatches } from './join-batches.js';

const series = [seriesOf('m', {}, 'v', 'float')];

/** A body of rows with these values, through columns of eight rows a block. */
function body(columns: Columns, values: readonly number[]): OwnedBatch {
  beginColumns(columns);
  for (const value of values) {
    reserveRows(columns, 1);
    const row = columns.length;
    columns.block.seriesIndex[row] = 0;
    columns.block.times[row] = BigInt(value);
    columns.block.numbers[row] = value;
    columns.hasNumbers = true;
    columns.length = row + 1;
  }
  return takeBatch(columns, series);
}
const valuesOf = (batch: { readonly numbers: Float64Array | undefined }): number[] => [...(batch.numbers ?? [])];

it('lays bodies behind each other, so that joining them copies nothing', () => {
  const columns = openColumns(8);
  const batches = [body(columns, [1, 2]), body(columns, [3]), body(columns, [4])];
  const joined = joinBatches(batches);
  expect(valuesOf(joined)).toEqual([1, 2, 3, 4]);
  expect([...joined.timeNs]).toEqual([1n, 2n, 3n, 4n]);
  expect(joined.timeNs.buffer).toBe(batches[0]?.timeNs.buffer);
});

it('joins bodies of different blocks by copying them', () => {
  const columns = openColumns(8);
  const batches = [body(columns, [1, 2, 3]), body(columns, [4, 5, 6]), body(columns, [7, 8, 9])];
  expect(follows(batches[1] as OwnedBatch, batches[2] as OwnedBatch)).toBe(false);
  expect(valuesOf(joinBatches(batches))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

it('never writes over rows that are still held', () => {
  const columns = openColumns(8);
  const held = body(columns, [1, 2, 3]);
  const many = Array.from({ length: 40 }, (_, round) => body(columns, [round, round, round]));
  expect(valuesOf(held)).toEqual([1, 2, 3]);
  many.forEach((batch, round) => expect(valuesOf(batch)).toEqual([round, round, round]));
});

it('uses a block again once all of its batches were released, however often they are', () => {
  const columns = openColumns(8);
  const [one, two] = [body(columns, [1, 2]), body(columns, [3])];
  one.release();
  one.release();
  expect(body(columns, [4]).timeNs.byteOffset).toBe(24);
  two.release();
  const memory = columns.block.times.buffer;
  const others = Array.from({ length: 4 }, (_, round) => body(columns, [round, round, round]));
  for (const batch of others) batch.release();
  expect(columns.block.times.buffer).not.toBe(memory);
});

it('gives a body that is longer than a block memory of its own', () => {
  const columns = openColumns(8);
  const values = Array.from({ length: 100 }, (_, row) => row);
  const long = body(columns, values);
  expect(valuesOf(long)).toEqual(values);
  expect(valuesOf(body(columns, [7]))).toEqual([7]);
  expect(valuesOf(long)).toEqual(values);
});

it('keeps what stands before a line that is cut off, when the line has moved the body to another block', () => {
  const columns = openColumns(8);
  body(columns, [1, 2, 3, 4, 5, 6]);
  beginColumns(columns);
  reserveRows(columns, 1);
  columns.block.numbers[columns.length] = 7;
  columns.hasNumbers = true;
  columns.length += 1;
  const line = columns.length - columns.first;
  reserveRows(columns, 2);
  columns.length += 2;
  cutColumns(columns, columns.first + line);
  expect(valuesOf(takeBatch(columns, series))).toEqual([7]);
});
