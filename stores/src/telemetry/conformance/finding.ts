import { type Series, seriesOf } from '@wellhead/contracts';
import { expect, it } from 'vitest';
import type { TelemetryStore } from '../store.js';
import type { Harness } from './harness.js';
import { BASE, MINUTE, at, pairs, series } from './readings.js';

/** Promises about what is found: newest readings, series by selector, nothing. */
export function findingPromises(on: Harness): void {
  const { nextMeasurement, write, read } = on;
  it('knows the newest reading of each series, future ones included', async () => {
    const measurement = nextMeasurement();
    const wells = ['w-1', 'w-2'].map((asset) => series(measurement, 'integer', asset)) as [Series, Series];
    await write([at(wells[0], BASE, 1n), at(wells[1], BASE + 50n * 365n * 1_440n * MINUTE, 9_007_199_254_740_993n)]);
    await write([at(wells[0], BASE - 5n, 2n)]);
    const newest = await on.store().latest({ measurement });
    expect(Object.fromEntries(newest.map((answer) => [answer.series.tags['asset'], pairs(answer)]))).toEqual({
      'w-1': [[BASE, 1n]],
      'w-2': [[BASE + 50n * 365n * 1_440n * MINUTE, 9_007_199_254_740_993n]],
    });
  });

  it('knows the newest reading after it was overwritten, and the newest before an instant', async () => {
    const one = series(nextMeasurement(), 'string');
    await write([at(one, BASE, 'a'), at(one, BASE + 10n, 'b'), at(one, BASE + 20n, 'c')]);
    await write([at(one, BASE + 20n, 'd'), at(one, BASE + 10n, 'e')]);
    const newest = async (beforeNs?: bigint): Promise<unknown> =>
      pairs((await on.store().latest({ measurement: one.measurement }, beforeNs))[0])[0];
    expect(await newest()).toEqual([BASE + 20n, 'd']);
    expect(await newest(BASE + 21n)).toEqual([BASE + 20n, 'd']);
    expect(await newest(BASE + 20n)).toEqual([BASE + 10n, 'e']);
    expect(await newest(BASE + 10n)).toEqual([BASE, 'a']);
    expect(await newest(BASE)).toBeUndefined();
  });

  it('selects series by measurement, field and tags', async () => {
    const measurement = nextMeasurement();
    const other = nextMeasurement();
    const all = [
      seriesOf(measurement, { asset: 'w-1', pad: 'north' }, 'pressure', 'float'),
      seriesOf(measurement, { asset: 'w-1', pad: 'north' }, 'temperature', 'float'),
      seriesOf(measurement, { asset: 'w-2', pad: 'south' }, 'pressure', 'float'),
      seriesOf(measurement, { asset: 'w-3' }, 'pressure', 'float'),
      seriesOf(other, { asset: 'w-1', pad: 'north' }, 'pressure', 'float'),
    ];
    await write(all.map((one, row) => at(one, BASE, row)));
    const keys = async (selector: Parameters<TelemetryStore['series']>[0]): Promise<string[]> =>
      (await on.store().series(selector)).map(({ key }) => key).sort();
    const wanted = (...rows: number[]): string[] => rows.map((row) => all[row]?.key ?? '').sort();
    expect(await keys({ measurement })).toEqual(wanted(0, 1, 2, 3));
    expect(await keys({ measurement, field: 'pressure' })).toEqual(wanted(0, 2, 3));
    expect(await keys({ measurement, tags: { asset: ['w-1', 'w-3'] } })).toEqual(wanted(0, 1, 3));
    expect(await keys({ measurement, tags: { pad: ['north', 'south'], asset: ['w-2', 'w-3'] } })).toEqual(wanted(2));
    expect(await keys({ measurement, tags: { asset: [] } })).toEqual([]);
    expect(await keys({ measurement, tags: { nothing: [''] } })).toEqual([]);
    const free = await keys({ field: 'pressure', tags: { asset: ['w-1'] } });
    expect(free).toEqual(expect.arrayContaining(wanted(0, 4)));
    const found = await on.store().series({ measurement, field: 'temperature' });
    expect(found).toEqual([all[1]]);
  });

  it('answers nothing for what was never written', async () => {
    const measurement = nextMeasurement();
    expect(await read(measurement)).toEqual([]);
    expect(await read(measurement, { kind: 'windows', everyNs: MINUTE, aggregate: 'mean' })).toEqual([]);
    expect(await read(measurement, { kind: 'envelope', everyNs: MINUTE })).toEqual([]);
    expect(await on.store().latest({ measurement })).toEqual([]);
    expect(await on.store().series({ measurement })).toEqual([]);
    expect(await on.store().count({ measurement })).toBe(0);
    await write([]);
  });
}
