import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NOW_MS, openQueryFixture, type QueryFixture, valuesOf } from '../../testing/query-fixture.js';
import { saveForecasts } from '../postgres/forecasts.js';
import { saveScores } from '../postgres/scores.js';
import { openMemoryStore } from '../telemetry/index.js';

let fixture: QueryFixture;
beforeAll(async () => {
  fixture = await openQueryFixture(openMemoryStore());
});
beforeEach(() => fixture.reset(openMemoryStore()));
afterAll(() => fixture.close());

const HOUR = 3_600_000;
const NEXT_DAY = { fromMs: NOW_MS, toMs: NOW_MS + 24 * HOUR };

describe('forecasts as frames', () => {
  it('gives a frame a quantile, all from the newest vintage', async () => {
    await fixture.issue(120, [1, 2, 3, 4]);
    await fixture.issue(60, [10, 20, 30, 40]);
    const frames = await fixture.ask({ queryType: 'forecast' }, NEXT_DAY);
    expect(frames.map((frame) => frame.fields[1]?.labels?.['quantile'])).toEqual([
      'p2.5',
      'p10',
      'p25',
      'p50',
      'p75',
      'p90',
      'p97.5',
    ]);
    const [, , , median] = frames;
    expect(median?.fields[0]?.values).toEqual(
      BigInt64Array.from([0, 1, 2, 3], (step) => BigInt(NOW_MS + step * HOUR) * 1_000_000n),
    );
    expect(valuesOf(median, 'value')).toEqual([10, 20, 30, 40]);
    expect(valuesOf(frames[5], 'value')).toEqual([14, 24, 34, 44]);
    expect(median?.fields[1]?.labels).toEqual({ asset: 'well-101', signal: 'esp.temperature', quantile: 'p50' });
    expect(median?.fields[1]?.config).toMatchObject({ unit: 'celsius', interval: HOUR });
    expect(median?.meta?.custom).toEqual({
      forecast: {
        asset: 'well-101',
        signal: 'esp.temperature',
        model: 'holt-winters@2',
        issuedAtMs: NOW_MS - HOUR,
        cutoffMs: NOW_MS - HOUR,
        stepMs: HOUR,
        calibrated: true,
        origins: 80,
        stale: false,
      },
      titles: { asset: 'Well 101', signal: 'Motor temperature' },
      limits: [{ kind: 'high', value: 130 }],
      dataLabel: 'simulated',
    });
    expect(frames.flatMap((frame) => frame.meta?.notices ?? [])).toEqual([]);
  });

  it('answers what was believed at a time, and several vintages told apart by when they were issued', async () => {
    await fixture.issue(180, [1, 2, 3, 4, 5]);
    await fixture.issue(60, [10, 20]);
    const believed = await fixture.ask(
      { queryType: 'forecast', quantiles: [0.5], believedAtMs: NOW_MS - 2 * HOUR },
      NEXT_DAY,
    );
    expect(believed.map((frame) => valuesOf(frame, 'value'))).toEqual([[3, 4, 5]]);
    const both = await fixture.ask({ queryType: 'forecast', quantiles: [0.5], vintages: 3 }, NEXT_DAY);
    expect(both.map((frame) => frame.fields[1]?.labels?.['issued_at'])).toEqual([
      '2026-03-01T11:00:00.000Z',
      '2026-03-01T09:00:00.000Z',
    ]);
  });

  it('gives the next N hours whatever the time range, as alert rules ask for them', async () => {
    await fixture.issue(0, [1, 2, 3, 4]);
    const past = { fromMs: NOW_MS - HOUR, toMs: NOW_MS };
    const [outside] = await fixture.ask({ queryType: 'forecast' }, past);
    expect(outside?.fields).toEqual([]);
    expect(outside?.meta?.notices?.[0]?.text).toMatch(/outside of this time range/);
    const [next] = await fixture.ask({ queryType: 'forecast', quantiles: [0.5], nextHours: 2.5 }, past);
    expect(valuesOf(next, 'value')).toEqual([1, 2]);
  });

  it('says when the interval is not calibrated and when the forecast is stale', async () => {
    await fixture.issue(150, [1, 2, 3, 4], { calibrated: false, origins: 12 });
    const frames = await fixture.ask({ queryType: 'forecast' }, NEXT_DAY);
    expect(frames[0]?.meta?.notices?.map((notice) => notice.text)).toEqual([
      'Motor temperature: uncalibrated, only 12 back-tested origins stand behind the interval.',
      'Motor temperature: stale, issued 3 h ago.',
    ]);
    expect(frames[0]?.meta?.custom).toMatchObject({ forecast: { stale: true, calibrated: false, origins: 12 } });
    // CSV knows labels alone, legends the name.
    for (const frame of frames) {
      expect(frame.fields.find(({ name }) => name === 'value')?.config?.displayNameFromDS).toMatch(
        / \(uncalibrated\)$/,
      );
      expect(frame.fields.find(({ name }) => name === 'value')?.labels).toMatchObject({ interval: 'uncalibrated' });
    }
  });

  it('answers a named model that was not published', async () => {
    await fixture.issue(0, [1]);
    const [published] = await fixture.ask({ queryType: 'forecast', quantiles: [0.5] }, NEXT_DAY);
    expect(published?.meta?.custom).toMatchObject({ forecast: { model: 'holt-winters@2' } });
    await saveForecasts(
      fixture.stores.pool,
      [
        {
          asset: 'well-101',
          measurement: 'esp',
          field: 'temperature',
          model: 'seasonal-naive@1',
          issuedAtMs: NOW_MS,
          cutoffMs: NOW_MS,
          stepMs: HOUR,
          mean: [7],
          quantiles: { '0.5': [7] },
          calibrated: true,
          origins: 60,
          runId: 'run',
        },
      ],
      { champion: false },
    );
    const [named] = await fixture.ask({ queryType: 'forecast', quantiles: [0.5], model: 'seasonal-naive' }, NEXT_DAY);
    expect(valuesOf(named, 'value')).toEqual([7]);
  });

  it('refuses a quantile that is not published and says which are', async () => {
    await expect(fixture.ask({ queryType: 'forecast', quantiles: [0.33] })).rejects.toMatchObject({
      problemType: 'bad-request',
      message: expect.stringContaining('0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975') as string,
    });
  });

  it('shows the scorecard with coverage as a ratio', async () => {
    await saveScores(fixture.stores.pool, [
      {
        asset: 'well-101',
        measurement: 'esp',
        field: 'temperature',
        model: 'holt-winters@2',
        mase: 0.8,
        wape: null,
        pinball: 1,
        origins: 70,
        coverage: { '0.8': { hit: 56, n: 70 } },
        scoredAtMs: NOW_MS,
        runId: 'run',
        champion: true,
      },
    ]);
    const calibrated = async () => valuesOf((await fixture.ask({ queryType: 'scorecard' }))[0], 'calibrated');
    // Scored without intervals, then with some that little stands behind, then with calibrated ones.
    expect(await calibrated()).toEqual([null]);
    await fixture.issue(0, [1], { calibrated: false });
    expect(await calibrated()).toEqual([false]);
    await fixture.issue(0, [1]);
    expect(await calibrated()).toEqual([true]);
    const [frame] = await fixture.ask({ queryType: 'scorecard' });
    expect(valuesOf(frame, 'coverage 80 %')).toEqual([0.8]);
    expect(valuesOf(frame, 'coverage 95 %')).toEqual([null]);
    expect(valuesOf(frame, 'title')).toEqual(['Motor temperature']);
  });
});
