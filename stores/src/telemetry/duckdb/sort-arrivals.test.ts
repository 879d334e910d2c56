import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WireBatch } from './duckdb-messages.js';
import { createSeriesState } from './series-state.js';
import { sortArrivals } from './sort-arrivals.js';

const batchOfTimes = (rows: readonly (readonly [id: number, timeNs: bigint])[]): WireBatch => ({
  length: rows.length,
  newSeries: [],
  seriesIndex: Uint32Array.from(rows, (_, at) => at),
  ids: Uint32Array.from(rows, ([id]) => id),
  timeNs: BigInt64Array.from(rows, ([, timeNs]) => timeNs),
  numbers: Float64Array.from(rows, (_, row) => row),
  integers: undefined,
  strings: undefined,
});

const stateOf = () => {
  const state = createSeriesState();
  for (const id of [0, 1, 2]) state.reserve(id, 'float');
  return state;
};

describe('sorting arrivals into hot and late', () => {
  it('calls hot what is newer than all of its series, and late what is not', () => {
    const state = stateOf();
    const { byType } = sortArrivals(
      batchOfTimes([
        [0, 5n],
        [0, 6n],
        [1, -3n],
        [0, 6n],
        [0, 2n],
        [1, 0n],
      ]),
      state,
    );
    expect([...(byType.float?.hot ?? [])]).toEqual([0, 1, 2, 5]);
    expect([...(byType.float?.late ?? [])]).toEqual([3, 4]);
  });

  it('never lets two hot rows share a series and time, and knows the newest value', () => {
    const row = fc.tuple(fc.integer({ min: 0, max: 2 }), fc.bigInt({ min: -(1n << 62n), max: 1n << 62n }));
    const near = fc.tuple(fc.integer({ min: 0, max: 2 }), fc.bigInt({ min: -3n, max: 3n }));
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.oneof(row, near), { minLength: 1 }), { minLength: 1, maxLength: 4 }),
        (batches) => {
          const state = stateOf();
          const seen = new Set<string>();
          const newest = new Map<number, readonly [bigint, number]>();
          for (const rows of batches) {
            const batch = batchOfTimes(rows);
            const sorted = sortArrivals(batch, state);
            sorted.publish();
            for (const at of sorted.byType.float?.hot ?? []) {
              const key = `${batch.ids[at]} ${batch.timeNs[at]}`;
              expect(seen.has(key)).toBe(false);
              seen.add(key);
            }
            rows.forEach(([id, timeNs], at) => {
              if (timeNs >= (newest.get(id)?.[0] ?? timeNs)) newest.set(id, [timeNs, at]);
            });
          }
          for (const [id, [timeNs, value]] of newest) {
            expect(state.timeOf(id)).toBe(timeNs);
            expect(state.numbers()[id]).toBe(value);
          }
        },
      ),
    );
  });

  it('forgets the times of a batch that was not stored', () => {
    const state = stateOf();
    sortArrivals(batchOfTimes([[0, 5n]]), state).publish();
    const failed = sortArrivals(
      batchOfTimes([
        [0, 9n],
        [1, 4n],
        [1, 7n],
      ]),
      state,
    );
    failed.undo();
    expect([state.timeOf(0), state.timeOf(1)]).toEqual([5n, undefined]);
  });
});
