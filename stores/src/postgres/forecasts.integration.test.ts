import type { Forecast } from '@wellhead/contracts';
import { QUANTILES } from '@wellhead/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../testing/database.js';
import { examplePack } from '../../testing/example-pack.js';
import { installPack } from '../packs/install-pack.js';
import { forecastVintages, saveForecasts } from './forecasts.js';
import { latestScores, saveScores } from './scores.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase({ packs: [examplePack] });
  await installPack(database.pool, examplePack);
});
afterAll(() => database.close());

const forecastAt = (issuedAtMs: number, model: string, more: Partial<Forecast> = {}): Forecast => ({
  asset: 'well-101',
  measurement: 'esp',
  field: 'temperature',
  model,
  issuedAtMs,
  cutoffMs: issuedAtMs - 1_000,
  stepMs: 60_000,
  mean: [1.5, 2.25],
  quantiles: Object.fromEntries(QUANTILES.map((quantile) => [String(quantile), [quantile, 1 + quantile]])),
  calibrated: true,
  origins: 60,
  runId: 'r1',
  ...more,
});

describe('forecasts and scores', () => {
  it('gives back the published vintage as it was believed at a time', async () => {
    const first = forecastAt(1_000_000, 'holt-winters@2');
    const second = forecastAt(2_000_000, 'seasonal-naive@1');
    await saveForecasts(database.pool, [first, second], { champion: true });
    await saveForecasts(database.pool, [forecastAt(2_000_000, 'holt-winters@2')], { champion: false });
    await saveForecasts(database.pool, [second], { champion: true });
    expect(await forecastVintages(database.pool)).toEqual([{ ...second, champion: true }]);
    expect(await forecastVintages(database.pool, { believedAtMs: 1_999_999 })).toEqual([{ ...first, champion: true }]);
    expect((await forecastVintages(database.pool, { vintages: 5 })).map((v) => v.issuedAtMs)).toEqual([
      2_000_000, 1_000_000,
    ]);
    expect((await forecastVintages(database.pool, { model: 'holt-winters' })).map((v) => v.champion)).toEqual([false]);
    expect(await forecastVintages(database.pool, { signals: ['esp.pressure'] })).toEqual([]);
  });

  it('has one published model a signal and instant: a run again may choose another', async () => {
    const other = forecastAt(3_000_000, 'theta@1');
    const better = forecastAt(3_000_000, 'combination@1', { runId: 'r2' });
    await saveForecasts(database.pool, [other], { champion: true });
    await saveForecasts(database.pool, [better], { champion: true });
    const published = async (): Promise<unknown> =>
      (await forecastVintages(database.pool, { vintages: 2 })).map(({ model, issuedAtMs }) => [model, issuedAtMs]);
    expect(await published()).toEqual([
      ['combination@1', 3_000_000],
      ['seasonal-naive@1', 2_000_000],
    ]);
    // The first one comes back, now beside the other.
    await saveForecasts(database.pool, [other, better], { champion: ({ model }) => model === 'theta@1' });
    expect(await published()).toEqual([
      ['theta@1', 3_000_000],
      ['seasonal-naive@1', 2_000_000],
    ]);
  });

  it('gives back the newest back-test of each model', async () => {
    const score = {
      asset: 'well-101',
      measurement: 'esp',
      field: 'temperature',
      model: 'holt-winters@2',
      mase: null,
      wape: 0.1,
      pinball: 2,
      origins: 70,
      coverage: { '0.8': { hit: 56, n: 70 } },
      runId: 'r1',
      champion: true,
    };
    await saveScores(database.pool, [
      { ...score, scoredAtMs: 1 },
      { ...score, scoredAtMs: 2, pinball: 1 },
      { ...score, scoredAtMs: 1, model: 'seasonal-naive@1', champion: false },
    ]);
    const scores = await latestScores(database.pool);
    expect(scores.map((one) => [one.model, one.pinball])).toEqual([
      ['holt-winters@2', 1],
      ['seasonal-naive@1', 2],
    ]);
    expect(scores[0]).toEqual({ ...score, scoredAtMs: 2, pinball: 1, calibrated: null });
  });
});
