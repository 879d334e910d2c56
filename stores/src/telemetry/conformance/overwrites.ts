import { type Series, batchOf } from '@wellhead/contracts';
import { expect, it } from 'vitest';
import type { Harness } from './harness.js';
import { BASE, MINUTE, SECOND, at, pairs, series } from './readings.js';

/** Promises about order: the last write of a time wins, wherever and whenever it comes. */
export function overwritePromises(on: Harness): void {
  const { nextMeasurement, write, read, only } = on;
  it('keeps the last of two readings with the same time in one batch', async () => {
    const one = series(nextMeasurement());
    await write([at(one, BASE, 1), at(one, BASE, 2), at(one, BASE + 1n, 5), at(one, BASE, 3)]);
    expect(await only(one.measurement)).toEqual([
      [BASE, 3],
      [BASE + 1n, 5],
    ]);
  });

  it('keeps the last of two readings with the same time in two batches', async () => {
    const one = series(nextMeasurement());
    await write([at(one, BASE, 1), at(one, BASE + 1n, 1)]);
    await write([at(one, BASE, 2)]);
    await write([at(one, BASE, 3)]);
    expect(await only(one.measurement)).toEqual([
      [BASE, 3],
      [BASE + 1n, 1],
    ]);
  });

  it('keeps the last value of each field when a point is completed later', async () => {
    const measurement = nextMeasurement();
    const [a, b, c] = ['a', 'b', 'c'].map((field) => series(measurement, 'float', 'well-101', field)) as [
      Series,
      Series,
      Series,
    ];
    await write([at(a, BASE, 1), at(b, BASE, 2)]);
    await write([at(b, BASE, 20), at(c, BASE, 30)]);
    const answers = await read(measurement);
    expect(Object.fromEntries(answers.map(({ series: { field }, values }) => [field, [...values]]))).toEqual({
      a: [1],
      b: [20],
      c: [30],
    });
  });

  it('counts a reading that was written twice once', async () => {
    const one = series(nextMeasurement());
    const readings = Array.from({ length: 10 }, (_, row) => at(one, BASE + BigInt(row) * SECOND, row));
    await write(readings);
    await write(readings);
    expect(await on.store().count({ measurement: one.measurement })).toBe(10);
    expect((await only(one.measurement)).length).toBe(10);
    expect(await only(one.measurement, { kind: 'windows', everyNs: MINUTE, aggregate: 'count' })).toEqual([
      [BASE, 10n],
    ]);
  });

  it('puts late readings in their place, and lets them overwrite', async () => {
    const one = series(nextMeasurement());
    await write([at(one, BASE + 10n, 10), at(one, BASE + 30n, 30)]);
    await write([at(one, BASE + 20n, 20), at(one, BASE + 10n, 11), at(one, BASE, 0)]);
    await write([at(one, BASE + 20n, 21)]);
    expect(await only(one.measurement)).toEqual([
      [BASE, 0],
      [BASE + 10n, 11],
      [BASE + 20n, 21],
      [BASE + 30n, 30],
    ]);
    expect(await only(one.measurement, { kind: 'windows', everyNs: MINUTE, aggregate: 'sum' })).toEqual([[BASE, 62]]);
  });

  it('takes readings of the future and of before 1970', async () => {
    const one = series(nextMeasurement());
    const times = [-86_400n * SECOND - 1n, 4_102_444_800n * SECOND + 7n, 7_258_118_400n * SECOND];
    await write(times.map((time, row) => at(one, time, row)));
    const wide = {
      selector: { measurement: one.measurement },
      fromNs: -100_000n * SECOND,
      toNs: 8_000_000_000n * SECOND,
    };
    const raw = await on.store().read({ ...wide, shape: { kind: 'raw' } });
    expect(pairs(raw[0])).toEqual(times.map((time, row) => [time, row]));
    const daily = await on.store().read({
      ...wide,
      shape: { kind: 'windows', everyNs: 1_440n * MINUTE, aggregate: 'max' },
    });
    expect(pairs(daily[0])).toEqual([
      [-2n * 86_400n * SECOND, 0],
      [4_102_444_800n * SECOND, 1],
      [7_258_118_400n * SECOND, 2],
    ]);
  });

  it('takes batches that are written at the same time', async () => {
    const measurement = nextMeasurement();
    const wells = Array.from({ length: 8 }, (_, well) => series(measurement, 'float', `w-${well}`));
    await Promise.all(
      wells.map((one, well) =>
        on.store().write(batchOf(Array.from({ length: 500 }, (_, row) => at(one, BASE + BigInt(row), well)))),
      ),
    );
    expect(await on.store().count({ measurement })).toBe(4_000);
  });
}
