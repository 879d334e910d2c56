import { type FieldType, type FieldValue, type Series } from '@wellhead/contracts';
import { expect, it } from 'vitest';
import { shapeReadings } from '../shape.js';
import type { Harness } from './harness.js';
import { AGGREGATES, BASE, MINUTE, SECOND, at, pairs, series } from './readings.js';

/** Promises about bounds, windows and envelopes. */
export function shapePromises(on: Harness): void {
  const { nextMeasurement, write, read, only } = on;
  it('reads from the lower bound up to, and without, the upper one', async () => {
    const one = series(nextMeasurement());
    await write([0n, 1n, 2n, 3n].map((ns) => at(one, BASE + ns, Number(ns))));
    const between = async (fromNs: bigint, toNs: bigint): Promise<unknown[]> =>
      (await read(one.measurement, { kind: 'raw' }, fromNs, toNs)).flatMap(({ values }) => [...values]);
    expect(await between(BASE + 1n, BASE + 3n)).toEqual([1, 2]);
    expect(await between(BASE + 3n, BASE + 4n)).toEqual([3]);
    expect(await between(BASE + 4n, BASE + 9n)).toEqual([]);
    expect(await between(BASE + 2n, BASE + 2n)).toEqual([]);
  });

  it('limits raw readings to the oldest of each series', async () => {
    const measurement = nextMeasurement();
    const wells = ['w-1', 'w-2'].map((asset) => series(measurement, 'float', asset));
    await write(wells.flatMap((one) => [3n, 1n, 2n].map((ns) => at(one, BASE + ns, Number(ns)))));
    const answers = await read(measurement, { kind: 'raw', limit: 2 });
    expect(answers.map(({ values }) => [...values])).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  it.each(AGGREGATES)('computes %s by window, leaving empty windows out', async (aggregate) => {
    const measurement = nextMeasurement();
    const types: readonly FieldType[] = on.store().capabilities.unsigned
      ? ['float', 'integer', 'unsigned']
      : ['float', 'integer'];
    const samples = [5, 3, 8, 2, 7, 7].map((value, row): [bigint, number] => [
      BASE + [0n, 20n, 59n, 60n, 200n, 239n][row]! * SECOND,
      value,
    ]);
    const all = types.map((type) => series(measurement, type, 'well-101', `as_${type}`));
    const valueOf = (one: Series, value: number): FieldValue => (one.type === 'float' ? value : BigInt(value));
    await write(all.flatMap((one) => samples.map(([time, value]) => at(one, time, valueOf(one, value)))));
    const shape = { kind: 'windows', everyNs: MINUTE, aggregate } as const;
    const answers = await read(measurement, shape);
    expect(answers.length).toBe(all.length);
    for (const answer of answers) {
      const wanted = shapeReadings(
        answer.series,
        samples.map(([time, value]) => [time, valueOf(answer.series, value)]),
        shape,
      );
      expect(pairs(answer)).toEqual(pairs(wanted));
      expect(answer.values.constructor).toBe(wanted.values.constructor);
    }
  });

  it('aligns windows to the epoch and uses only readings within the bounds', async () => {
    const one = series(nextMeasurement());
    await write([0n, 10n, 20n, 30n].map((second) => at(one, BASE + second * SECOND, Number(second))));
    const shape = { kind: 'windows', everyNs: MINUTE, aggregate: 'sum' } as const;
    expect(pairs((await read(one.measurement, shape, BASE + 10n * SECOND, BASE + 30n * SECOND))[0])).toEqual([
      [BASE, 30],
    ]);
  });

  it('gives first and last integers with every digit', async () => {
    const one = series(nextMeasurement(), 'integer');
    await write([at(one, BASE, 9_007_199_254_740_993n), at(one, BASE + 1n, -9_007_199_254_740_995n)]);
    expect(await only(one.measurement, { kind: 'windows', everyNs: MINUTE, aggregate: 'first' })).toEqual([
      [BASE, 9_007_199_254_740_993n],
    ]);
    expect(await only(one.measurement, { kind: 'windows', everyNs: MINUTE, aggregate: 'last' })).toEqual([
      [BASE, -9_007_199_254_740_995n],
    ]);
  });

  it('leaves text and booleans out of windows and envelopes', async () => {
    const measurement = nextMeasurement();
    await write([
      at(series(measurement, 'string', 'w', 'text'), BASE, 'a'),
      at(series(measurement, 'boolean', 'w', 'flag'), BASE, true),
      at(series(measurement, 'float', 'w', 'number'), BASE, 4),
    ]);
    for (const shape of [
      { kind: 'windows', everyNs: MINUTE, aggregate: 'last' },
      { kind: 'envelope', everyNs: MINUTE },
    ] as const) {
      expect((await read(measurement, shape)).map(({ series: { field }, values }) => [field, ...values])).toEqual([
        ['number', 4],
      ]);
    }
  });

  it('never loses a spike in an envelope', async () => {
    const one = series(nextMeasurement());
    const values = Array.from({ length: 600 }, (_, row) => Math.round(50 * Math.sin(row / 30)) + row / 1_000);
    values[307] = 9_999;
    values[311] = -9_999;
    await write(values.map((value, row) => at(one, BASE + BigInt(row) * SECOND, value)));
    const envelope = await only(one.measurement, { kind: 'envelope', everyNs: MINUTE });
    const samples = values.map((value, row): [bigint, number] => [BASE + BigInt(row) * SECOND, value]);
    expect(envelope).toEqual(pairs(shapeReadings(one, samples, { kind: 'envelope', everyNs: MINUTE })));
    expect(envelope.length).toBeLessThanOrEqual(20);
    expect(envelope).toContainEqual([BASE + 307n * SECOND, 9_999]);
    expect(envelope).toContainEqual([BASE + 311n * SECOND, -9_999]);
  });

  it('draws a window with one reading as one point, and integers as integers', async () => {
    const one = series(nextMeasurement(), 'integer');
    await write([at(one, BASE, 3n), at(one, BASE + MINUTE, 4n), at(one, BASE + MINUTE + 1n, 9_007_199_254_740_993n)]);
    expect(await only(one.measurement, { kind: 'envelope', everyNs: MINUTE })).toEqual([
      [BASE, 3n],
      [BASE + MINUTE, 4n],
      [BASE + MINUTE + 1n, 9_007_199_254_740_993n],
    ]);
  });
}
