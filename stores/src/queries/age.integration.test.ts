import { expect, it } from 'vitest';
import { NOW_MS, valuesOf } from '../../testing/query-fixture.js';
import { describeOnEngines } from '../../testing/telemetry-engines.js';
import { writeSetting } from '../postgres/settings.js';

describeOnEngines('queries on ages', (fixture) => {
  it('tells seconds, or how long a reading is overdue', async () => {
    await fixture.write('temperature', { 10: 1, [-60]: 2 });
    await fixture.write('pressure', { 2: 1 });
    const seconds = await fixture.ask({ queryType: 'age' });
    expect(seconds.map((frame) => [frame.fields[0]?.labels?.['signal'], valuesOf(frame, 'value')])).toEqual([
      ['esp.pressure', [120]],
      ['esp.temperature', [600]],
    ]);
    const overdue = await fixture.ask({ queryType: 'age', mode: 'overdue' });
    expect(overdue.map((frame) => valuesOf(frame, 'value'))).toEqual([[-60], [420]]);
    expect(overdue[0]?.meta?.type).toBe('numeric-multi');
  });

  it('allows the silence and the schedule that people have set', async () => {
    await fixture.write('temperature', { 10: 1 });
    await fixture.issue(150, [1]);
    const overdue = async (of: 'reading' | 'forecast') =>
      (await fixture.ask({ queryType: 'age', of, signals: ['esp.temperature'], mode: 'overdue' })).map((frame) =>
        valuesOf(frame, 'value'),
      );
    const rules = [
      { asset: 'other-*', measurement: 'esp', field: '*', afterMinutes: 1 },
      { asset: 'well-*', measurement: 'esp', field: 'temp*', afterMinutes: 9 },
      { asset: '*', measurement: '*', field: '*', afterMinutes: 2 },
    ];
    await writeSetting(fixture.stores.pool, 'silence-times', { rules });
    await writeSetting(fixture.stores.pool, 'forecast-schedules', { everyMinutes: { example: 30 } });
    expect([await overdue('reading'), await overdue('forecast')]).toEqual([[[60]], [[5_400]]]);
    // What was written past the API is as good as nothing.
    await writeSetting(fixture.stores.pool, 'silence-times', 'soon');
    await writeSetting(fixture.stores.pool, 'forecast-schedules', { everyMinutes: 7 });
    expect([await overdue('reading'), await overdue('forecast')]).toEqual([[[420]], [[1_800]]]);
  });

  it('counts a signal that never spoke from when it was catalogued', async () => {
    await fixture.stores.pool.query('update ops.signals set catalogued_at = to_timestamp($1::float8 / 1000)', [
      NOW_MS - 3_600_000,
    ]);
    const [frame] = await fixture.ask({ queryType: 'age', signals: ['esp.pressure'] });
    expect(valuesOf(frame, 'value')).toEqual([3_600]);
    expect(frame?.meta?.notices?.[0]?.text).toMatch(/no reading yet/);
  });

  it('tells how long a forecast is overdue: two schedules', async () => {
    await fixture.issue(150, [1]);
    const frames = await fixture.ask({ queryType: 'age', of: 'forecast', mode: 'overdue' });
    expect(frames).toHaveLength(1);
    expect(valuesOf(frames[0], 'value')).toEqual([1_800]);
    expect(frames[0]?.fields[0]?.labels).toEqual({
      asset: 'well-101',
      signal: 'esp.temperature',
      model: 'holt-winters@2',
    });
  });
});
