import { ANOMALY_MEASUREMENT, batchOf, CUSUM_ALARM, nsFromMs, seriesOf, Z_ALARM } from '@wellhead/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NOW_MS, openQueryFixture, valuesOf, type QueryFixture } from '../../testing/query-fixture.js';
import { openMemoryStore } from '../telemetry/memory-store.js';

describe('the query of anomalies', () => {
  let fixture: QueryFixture;
  beforeAll(async () => {
    fixture = await openQueryFixture(openMemoryStore());
  });
  beforeEach(() => fixture.reset(openMemoryStore()));
  afterAll(() => fixture.close());

  /** Scores of esp.temperature by minutes before now. */
  const score = (scores: Readonly<Record<number, { z: number; cusum?: number }>>): Promise<unknown> =>
    fixture.stores.telemetry.write(
      batchOf(
        Object.entries(scores).flatMap(([minutesAgo, { z, cusum = 0 }]) =>
          Object.entries({ z, cusum, expected: 100 }).map(([field, value]) => ({
            series: seriesOf(
              ANOMALY_MEASUREMENT,
              { asset: 'well-101', measurement: 'esp', field: 'temperature' },
              field,
              'float',
            ),
            timeNs: nsFromMs(NOW_MS - Number(minutesAgo) * 60_000),
            value,
          })),
        ),
      ),
    );

  it('says that nothing has been scored yet', async () => {
    for (const view of ['scores', 'margin'] as const) {
      const [frame] = await fixture.ask({ queryType: 'anomaly', view });
      expect(frame?.fields).toEqual([]);
      expect(frame?.meta?.notices?.[0]?.text).toMatch(/learnt/);
    }
    expect(await fixture.ask({ queryType: 'anomaly', view: 'points' })).toMatchObject([{ fields: [] }]);
  });

  it('gives both scores of each reading as series of their own', async () => {
    await score({ 3: { z: 0.5, cusum: 1 }, 2: { z: -2, cusum: -3 } });
    const frames = await fixture.ask({ queryType: 'anomaly' });
    expect(frames.map(({ fields }) => fields[1]?.labels)).toEqual([
      { asset: 'well-101', signal: 'esp.temperature', score: 'z' },
      { asset: 'well-101', signal: 'esp.temperature', score: 'cusum' },
    ]);
    expect(frames[0]?.meta?.type).toBe('timeseries-multi');
    expect(valuesOf(frames[0], 'value')).toEqual([0.5, -2]);
    expect(valuesOf(frames[1], 'value')).toEqual([1, -3]);
  });

  it('gives an alert rule the worst score of the last minutes, above 0 for an anomaly', async () => {
    await score({ 60: { z: 99 }, 4: { z: 1.5 * Z_ALARM }, 1: { z: 0 } });
    const [spike] = await fixture.ask({ queryType: 'anomaly', view: 'margin' });
    expect(spike?.meta?.type).toBe('numeric-multi');
    expect(spike?.fields[0]).toMatchObject({ labels: { asset: 'well-101', signal: 'esp.temperature' } });
    expect(valuesOf(spike, 'value')[0]).toBeCloseTo(0.5, 9);
    await score({ 4: { z: 0 }, 2: { z: 1, cusum: -2 * CUSUM_ALARM } });
    expect(valuesOf((await fixture.ask({ queryType: 'anomaly', view: 'margin' }))[0], 'value')[0]).toBeCloseTo(1, 9);
    await score({ 2: { z: 1 } });
    expect(valuesOf((await fixture.ask({ queryType: 'anomaly', view: 'margin' }))[0], 'value')[0]).toBeLessThan(0);
  });

  it('gives charts the readings that are anomalies, with what was expected, and annotations the same in words', async () => {
    await fixture.write('temperature', { 30: 150, 20: 101, 10: 60 });
    await score({ 30: { z: 16 }, 20: { z: 0.3 }, 10: { z: -13 } });
    const [points, ...none] = await fixture.ask({ queryType: 'anomaly', view: 'points' });
    expect(none).toEqual([]);
    expect(points?.meta?.custom).toEqual({ anomalies: { asset: 'well-101', signal: 'esp.temperature' } });
    expect(valuesOf(points, 'value')).toEqual([150, 60]);
    expect(valuesOf(points, 'expected')).toEqual([100, 100]);
    expect(valuesOf(points, 'z')).toEqual([16, -13]);
    const [marks] = await fixture.ask({ queryType: 'anomaly', view: 'marks' });
    expect(valuesOf(marks, 'time')).toEqual([NOW_MS - 30 * 60_000, NOW_MS - 10 * 60_000]);
    expect(valuesOf(marks, 'text')[0]).toBe('150 came where 100 was expected: 16 spreads from it, CUSUM 0.');
  });

  it('keeps companions out of telemetry: they are asked for by their own type', async () => {
    await fixture.write('temperature', { 10: 100 });
    await score({ 10: { z: 0 } });
    const frames = await fixture.ask({ queryType: 'telemetry', aggregate: 'raw' });
    expect(frames).toHaveLength(1);
  });
});
