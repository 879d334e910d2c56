import type { Breach } from '@wellhead/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NOW_MS, openQueryFixture, type QueryFixture, valuesOf } from '../../testing/query-fixture.js';
import { openBreaches, predictedBreaches, saveBreaches, settleBreaches } from '../postgres/breaches.js';
import { openMemoryStore } from '../telemetry/index.js';

let fixture: QueryFixture;
beforeAll(async () => {
  fixture = await openQueryFixture(openMemoryStore());
});
beforeEach(() => fixture.reset(openMemoryStore()));
afterAll(() => fixture.close());

const HOUR = 3_600_000;
const hot: Breach = {
  asset: 'well-101',
  measurement: 'esp',
  field: 'temperature',
  limit: 'high',
  limitValue: 130,
  model: 'forced-trend@1',
  issuedAtMs: NOW_MS - HOUR,
  cutoffMs: NOW_MS - HOUR,
  horizonEndMs: NOW_MS + 23 * HOUR,
  probability: 0.72,
  rawProbability: 0.8,
  p10Ms: NOW_MS + 2 * HOUR,
  p50Ms: NOW_MS + 5 * HOUR,
  p90Ms: null,
  skill: 0.31,
  judged: 240,
  events: 40,
  grounds: 'stand-ins',
  shown: true,
  runId: 'run',
};
const low: Breach = { ...hot, field: 'pressure', limit: 'low', limitValue: 40, skill: -0.1, shown: false };
const save = (...breaches: Breach[]) => saveBreaches(fixture.stores.pool, breaches);

describe('predicted breaches', () => {
  it('are listed a row a limit, the likeliest first, those without skill marked and without figures', async () => {
    await save(hot, low);
    const [table] = await fixture.ask({ queryType: 'breach' });
    expect(valuesOf(table, 'signal')).toEqual(['esp.temperature', 'esp.pressure']);
    expect(valuesOf(table, 'shown')).toEqual([true, false]);
    expect(valuesOf(table, 'probability')).toEqual([0.72, null]);
    expect(valuesOf(table, 'p50')).toEqual([NOW_MS + 5 * HOUR, null]);
    expect(valuesOf(table, 'skill')).toEqual([0.31, null]);
    expect(table?.meta?.notices?.[0]?.text).toMatch(/1 of 2 .*not shown/);
  });

  it('give alert rules one number a limit: the probability, or the seconds until then', async () => {
    await save(hot, low);
    const [probability, ...more] = await fixture.ask({ queryType: 'breach', view: 'probability' });
    expect(more).toEqual([]);
    expect(probability?.fields[0]?.labels).toEqual({
      asset: 'well-101',
      signal: 'esp.temperature',
      limit: 'high',
    });
    expect(valuesOf(probability, 'value')).toEqual([0.72]);
    const [seconds] = await fixture.ask({ queryType: 'breach', view: 'seconds' });
    expect(valuesOf(seconds, 'value')).toEqual([5 * 3_600]);
    const [beyond] = await fixture.ask({ queryType: 'breach', view: 'seconds', quantile: 0.9 });
    expect(beyond?.fields).toEqual([]);
  });

  it('are those of the newest forecast, and none once its horizon is over', async () => {
    await save({ ...hot, issuedAtMs: NOW_MS - 2 * HOUR, probability: 0.2 }, hot);
    const [table] = await fixture.ask({ queryType: 'breach' });
    expect(valuesOf(table, 'probability')).toEqual([0.72]);
    const [later] = await fixture.ask({ queryType: 'breach' }, { nowMs: NOW_MS + 24 * HOUR });
    expect(valuesOf(later, 'probability')).toEqual([]);
    expect(later?.meta?.notices?.[0]?.text).toMatch(/its horizon is over/);
  });

  it('mark the time from P10 to the end of the horizon as annotations', async () => {
    await save(hot, low);
    const [marks] = await fixture.ask({ queryType: 'breach', view: 'marks' }, { toMs: NOW_MS + 24 * HOUR });
    expect(valuesOf(marks, 'time')).toEqual([NOW_MS + 2 * HOUR]);
    expect(valuesOf(marks, 'timeEnd')).toEqual([NOW_MS + 23 * HOUR]);
    expect(valuesOf(marks, 'text')).toEqual([
      'Probability 72 %. P10 2026-03-01T14:00Z, P50 2026-03-01T17:00Z, P90 beyond the horizon.',
    ]);
    const [none] = await fixture.ask({ queryType: 'breach', view: 'marks' });
    expect(valuesOf(none, 'time')).toEqual([]);
  });

  it('say in list and annotations where the interval of their forecast is uncalibrated', async () => {
    await fixture.issue(60, [1, 2, 3, 4], { issuedAtMs: hot.issuedAtMs, calibrated: false });
    await save(hot);
    const [table] = await fixture.ask({ queryType: 'breach' });
    expect(valuesOf(table, 'calibrated')).toEqual([false]);
    const [marks] = await fixture.ask({ queryType: 'breach', view: 'marks' }, { toMs: NOW_MS + 24 * HOUR });
    expect(valuesOf(marks, 'text')).toEqual([expect.stringMatching(/interval of the forecast is uncalibrated\.$/)]);
    await fixture.issue(60, [1, 2, 3, 4], { issuedAtMs: hot.issuedAtMs, calibrated: true });
    expect(valuesOf((await fixture.ask({ queryType: 'breach' }))[0], 'calibrated')).toEqual([true]);
  });

  it('are kept with what became of them', async () => {
    await save(hot, { ...hot, issuedAtMs: NOW_MS - 2 * HOUR });
    const open = await openBreaches(fixture.stores.pool, 10);
    expect(open).toHaveLength(2);
    await settleBreaches(fixture.stores.pool, [{ ...hot, outcome: 'came', cameAtMs: NOW_MS }]);
    const [history] = await fixture.ask({ queryType: 'breach', view: 'history' });
    expect(valuesOf(history, 'outcome')).toEqual(['came', 'open']);
    expect(valuesOf(history, 'came at')).toEqual([NOW_MS, null]);
    expect(valuesOf(history, 'brier')).toEqual([expect.closeTo(0.28 ** 2, 9), null]);
    expect(history?.meta?.notices?.map(({ text }) => text)).toEqual([
      '1 predictions that were shown are settled, of which 1 came: Brier score 0.078, against 0.000 of always saying that share.',
    ]);
    expect(await predictedBreaches(fixture.stores.pool, { limits: ['low'] })).toEqual([]);
  });

  it('go with the forecast of their vintage, for the fan chart', async () => {
    await fixture.issue(60, [1, 2, 3, 4]);
    await save(hot);
    const [frame] = await fixture.ask({ queryType: 'forecast' }, { toMs: NOW_MS + 24 * HOUR });
    expect(frame?.meta?.custom?.['breaches']).toEqual([
      {
        limit: 'high',
        limitValue: 130,
        probability: 0.72,
        p10Ms: hot.p10Ms,
        p50Ms: hot.p50Ms,
        p90Ms: null,
        shown: true,
      },
    ]);
  });
});
