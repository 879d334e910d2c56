import { expect, it } from 'vitest';
import { NOW_MS, valuesOf } from '../../testing/query-fixture.js';
import { describeOnEngines } from '../../testing/telemetry-engines.js';
import { openCatalogue } from '../postgres/catalogue.js';

describeOnEngines('queries on margins', (fixture) => {
  it('is above zero when a limit is breached, for high and for low limits', async () => {
    await fixture.write('temperature', { 5: 133, [-5]: 500 });
    await fixture.write('pressure', { 5: 38.5 });
    const frames = await fixture.ask({ queryType: 'margin' });
    expect(frames.map((frame) => [frame.fields[0]?.labels, frame.fields[0]?.values])).toEqual([
      [{ asset: 'well-101', signal: 'esp.pressure', limit: 'low' }, Float64Array.of(1.5)],
      [{ asset: 'well-101', signal: 'esp.temperature', limit: 'high' }, Float64Array.of(3)],
    ]);
    expect(frames[0]?.meta?.type).toBe('numeric-multi');
    expect(frames[0]?.fields).toHaveLength(1);
    expect(await fixture.ask({ queryType: 'margin', limits: ['high'] })).toHaveLength(1);
  });

  it('follows a limit that is edited at the next evaluation', async () => {
    await fixture.write('temperature', { 5: 120 });
    const limit = { asset: 'well-101', measurement: 'esp', field: 'temperature', kind: 'high', source: '' } as const;
    await openCatalogue(fixture.stores.pool).setLimit({ ...limit, value: 110 }, 'ann');
    const [frame] = await fixture.ask({ queryType: 'margin', signals: ['esp.temperature'] });
    expect(valuesOf(frame, 'value')).toEqual([10]);
  });

  it('takes the worst step of the forecast that is still to come, within the horizon asked for', async () => {
    await fixture.issue(150, [140, 100, 120, 135]);
    const median = { queryType: 'margin', of: 'forecast' } as const;
    // A step lasts an hour: they end 30 min ago, in 30 min, 90 min and 150 min; the first is over.
    expect(valuesOf((await fixture.ask(median))[0], 'value')).toEqual([5]);
    expect(valuesOf((await fixture.ask({ ...median, nextHours: 1 }))[0], 'value')).toEqual([-10]);
    const [p90] = await fixture.ask({ ...median, quantile: 0.9 });
    expect(valuesOf(p90, 'value')).toEqual([9]);
    expect(p90?.fields[0]?.labels).toEqual({
      asset: 'well-101',
      signal: 'esp.temperature',
      limit: 'high',
      quantile: 'p90',
      model: 'holt-winters@2',
    });
    expect(p90?.meta?.custom).toMatchObject({
      margin: { value: 139, limit: 130, atMs: NOW_MS + 90 * 60_000 },
      model: 'holt-winters@2',
    });
    await expect(fixture.ask({ ...median, quantile: 0.6 })).rejects.toThrow(/0\.6 is not published/);
  });

  it('tells the seconds until the forecast crosses the limit, and nothing where it does not', async () => {
    await fixture.issue(150, [140, 100, 120, 135]);
    const [crossing] = await fixture.ask({ queryType: 'margin', of: 'crossing' });
    expect(valuesOf(crossing, 'value')).toEqual([90 * 60]);
    expect(crossing?.fields[0]?.config?.unit).toBe('s');
    expect((await fixture.ask({ queryType: 'margin', of: 'crossing', nextHours: 1 }))[0]?.fields).toEqual([]);
  });

  it('names an interval that is not calibrated in a label, so that alert messages can tell', async () => {
    await fixture.issue(0, [140], { calibrated: false, origins: 12 });
    const [frame] = await fixture.ask({ queryType: 'margin', of: 'forecast' });
    expect(frame?.fields[0]?.labels).toMatchObject({ interval: 'uncalibrated' });
  });

  it('reads the lower quantile for a low limit', async () => {
    const low = {
      asset: 'well-101',
      measurement: 'esp',
      field: 'temperature',
      kind: 'low',
      value: 98,
      source: '',
    } as const;
    await openCatalogue(fixture.stores.pool).setLimit(low, 'ann');
    await fixture.issue(0, [100]);
    const [frame] = await fixture.ask({ queryType: 'margin', of: 'forecast', quantile: 0.9, limits: ['low'] });
    expect(frame?.fields[0]?.labels?.['quantile']).toBe('p10');
    expect(valuesOf(frame, 'value')).toEqual([2]);
  });
});
