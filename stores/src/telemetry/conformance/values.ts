import { batchOf, seriesOf } from '@wellhead/contracts';
import { expect, it } from 'vitest';
import type { Harness } from './harness.js';
import { BASE, SECOND, at, series } from './readings.js';

const ODD_TEXT = "quote \" back\\slash, comma = equals\nnew line\ttab ünï→ 🛢 'apostrophe' ; DROP SERIES -- %s ${x}";

/** Promises about what a reading is: its time, value and names come back as they were given. */
export function valuesPromises(on: Harness): void {
  const { nextMeasurement, write, read, only } = on;
  it('gives back what was written, in the order of time', async () => {
    const one = series(nextMeasurement());
    await write([at(one, BASE, 1.5), at(one, BASE + SECOND, -2.25), at(one, BASE + 2n * SECOND, 1e-300)]);
    expect(await only(one.measurement)).toEqual([
      [BASE, 1.5],
      [BASE + SECOND, -2.25],
      [BASE + 2n * SECOND, 1e-300],
    ]);
  });

  it('keeps every nanosecond of a time', async () => {
    const one = series(nextMeasurement());
    const times = [1n, 2n, 789n, 999_999_999n].map((ns) => BASE + ns);
    await write(times.map((time, row) => at(one, time, row)));
    expect((await only(one.measurement)).map(([time]) => time)).toEqual(times);
  });

  it('keeps every digit of a 64-bit integer', async () => {
    const one = series(nextMeasurement(), 'integer');
    const values = [9_223_372_036_854_775_807n, -9_223_372_036_854_775_808n, 9_007_199_254_740_993n, 0n, -1n];
    await write(values.map((value, row) => at(one, BASE + BigInt(row), value)));
    expect((await only(one.measurement)).map(([, value]) => value)).toEqual(values);
  });

  it('keeps unsigned integers above the signed range, or refuses them with a reason', async () => {
    const one = series(nextMeasurement(), 'unsigned');
    const values = [18_446_744_073_709_551_615n, 0n, 9_223_372_036_854_775_808n];
    const outcome = await on.store().write(batchOf(values.map((value, row) => at(one, BASE + BigInt(row), value))));
    if (on.store().capabilities.unsigned) {
      expect(outcome).toEqual({ kind: 'stored' });
      expect((await only(one.measurement)).map(([, value]) => value)).toEqual(values);
    } else {
      expect(outcome).toEqual({
        kind: 'partly-stored',
        refused: values.map((_, row) => ({ row, reason: expect.stringMatching(/\S/) as string })),
      });
    }
  });

  it('keeps floats exactly, and booleans', async () => {
    const floats = series(nextMeasurement());
    const values = [
      0.1, -0.30000000000000004, 1.7976931348623157e308, 5e-324, 123456789.12345679, 1e21, 4_503_599_627_370_497,
    ];
    await write(values.map((value, row) => at(floats, BASE + BigInt(row), value)));
    expect((await only(floats.measurement)).map(([, value]) => value)).toEqual(values);
    const flags = series(nextMeasurement(), 'boolean');
    await write([at(flags, BASE, true), at(flags, BASE + 1n, false)]);
    expect((await only(flags.measurement)).map(([, value]) => value)).toEqual([true, false]);
  });

  it('keeps text with odd characters, empty text too', async () => {
    const one = series(nextMeasurement(), 'string');
    const values = [ODD_TEXT, '', ' ', '"', '\\', '\\"', 'a\\\\', '0123456789012345678901'];
    await write(values.map((value, row) => at(one, BASE + BigInt(row), value)));
    expect((await only(one.measurement)).map(([, value]) => value)).toEqual(values);
  });

  it('keeps tags, fields and measurements with odd characters apart', async () => {
    const measurement = `${nextMeasurement()} odd, "name" it's a=b`;
    const odd = ['plain', 'with space', 'comma,equals=', 'quote"s', "apostrophe's", 'back\\slash', 'ünï→🛢', 'a, b=c'];
    const all = odd.map((asset) => seriesOf(measurement, { asset, 'tag key,=': asset }, 'field "odd", =', 'float'));
    await write(all.map((one, row) => at(one, BASE, row)));
    const answers = await read(measurement);
    expect(answers.map((answer) => [answer.series.tags['asset'], answer.series.key, answer.values[0]]).sort()).toEqual(
      all.map((one, row) => [one.tags['asset'], one.key, row]).sort(),
    );
    for (const [row, asset] of odd.entries()) {
      const selector = { measurement, field: 'field "odd", =', tags: { 'tag key,=': [asset] } };
      const found = await on.store().read({ selector, fromNs: BASE, toNs: BASE + 1n, shape: { kind: 'raw' } });
      expect(found.map(({ values }) => [...values])).toEqual([[row]]);
    }
  });
}
