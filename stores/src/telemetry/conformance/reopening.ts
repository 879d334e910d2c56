import { type FieldType, type FieldValue } from '@wellhead/contracts';
import { expect, it } from 'vitest';
import type { SeriesReadings } from '../store.js';
import type { Harness } from './harness.js';
import { BASE, at, pairs, series } from './readings.js';

/** The promise of engines that outlive their process. */
export function reopeningPromise(on: Harness, reopen: () => Promise<void>): void {
  const { nextMeasurement, write, read } = on;
  it('remembers everything after it is closed and opened again', async () => {
    const measurement = nextMeasurement();
    const types: readonly FieldType[] = ['float', 'integer', 'boolean', 'string'];
    const all = types.map((type) => series(measurement, type, 'w', `as_${type}`));
    const valueOf = (type: FieldType, value: number): FieldValue =>
      type === 'float'
        ? value
        : type === 'integer'
          ? BigInt(value)
          : type === 'boolean'
            ? value % 2 === 1
            : `t${value}`;
    await write(
      all.flatMap((one) => [0, 1, 2].map((row) => at(one, BASE + BigInt(row), valueOf(one.type, row)))),
      {
        sink: measurement,
        sequence: 3,
      },
    );
    await write(all.flatMap((one) => [2, 0].map((row) => at(one, BASE + BigInt(row), valueOf(one.type, row + 3)))));
    await reopen();
    const expected = (rows: readonly [bigint, number][]): unknown =>
      all.map((one) => [one.key, rows.map(([time, value]) => [time, valueOf(one.type, value)])]).sort();
    const found = (answers: readonly SeriesReadings[]): unknown =>
      answers.map((one) => [one.series.key, pairs(one)]).sort();
    expect(await on.store().checkpoint(measurement)).toBe(3);
    expect(found(await on.store().latest({ measurement }))).toEqual(expected([[BASE + 2n, 5]]));
    await write(all.map((one) => at(one, BASE + 1n, valueOf(one.type, 7))));
    await write(all.map((one) => at(one, BASE + 9n, valueOf(one.type, 9))));
    expect(found(await read(measurement))).toEqual(
      expected([
        [BASE, 3],
        [BASE + 1n, 7],
        [BASE + 2n, 5],
        [BASE + 9n, 9],
      ]),
    );
  });
}
