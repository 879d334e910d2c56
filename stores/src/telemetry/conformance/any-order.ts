import type { FieldValue, Series } from '@wellhead/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { shapeReadings } from '../shape.js';
import type { SeriesReadings } from '../store.js';
import type { Harness } from './harness.js';
import { AGGREGATES, BASE, SECOND, at, pairs, series } from './readings.js';

/** The promise over all: any order of writes reads as the plain statement of the port says. */
export function anyOrderPromise(on: Harness, numRuns: number): void {
  const { nextMeasurement, write, read } = on;
  it('agrees with the plain statement of the port on any order of writes', async () => {
    const sample = fc.record({
      second: fc.integer({ min: 0, max: 40 }),
      value: fc.integer({ min: -5, max: 5 }),
      well: fc.integer({ min: 0, max: 2 }),
    });
    const batches = fc.array(fc.array(sample, { minLength: 1, maxLength: 30 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(
        batches,
        fc.constantFrom(...AGGREGATES),
        fc.integer({ min: 1, max: 20 }),
        async (all, aggregate, every) => {
          const measurement = nextMeasurement();
          const wells = [0, 1, 2].map((well) => series(measurement, 'float', `w-${well}`));
          const truth = wells.map(() => new Map<bigint, number>());
          for (const batch of all) {
            await write(
              batch.map(({ well, second, value }) => at(wells[well] as Series, BASE + BigInt(second) * SECOND, value)),
            );
            for (const { well, second, value } of batch) truth[well]?.set(BASE + BigInt(second) * SECOND, value);
          }
          const shapes = [{ kind: 'raw' }, { kind: 'windows', everyNs: BigInt(every) * SECOND, aggregate }] as const;
          for (const shape of shapes) {
            const answers = await read(measurement, shape, BASE + 3n * SECOND, BASE + 35n * SECOND);
            const wanted = wells.map((one, well) => {
              const samples = [...(truth[well] ?? [])].filter(
                ([time]) => time >= BASE + 3n * SECOND && time < BASE + 35n * SECOND,
              );
              return shapeReadings(
                one,
                samples.sort(([a], [b]) => (a < b ? -1 : 1)),
                shape,
              );
            });
            const rows = (answer: readonly SeriesReadings[]): unknown =>
              answer
                .filter(({ timeNs }) => timeNs.length > 0)
                .map((one) => [one.series.key, rounded(pairs(one))])
                .sort();
            expect(rows(answers)).toEqual(rows(wanted));
          }
          expect(await on.store().count({ measurement })).toBe(truth.reduce((sum, { size }) => sum + size, 0));
        },
      ),
      { numRuns },
    );
  });
}

const rounded = (rows: readonly [bigint, FieldValue][]): unknown =>
  rows.map(([time, value]) => [time, typeof value === 'number' ? Math.round(value * 1e9) / 1e9 : value]);
