import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../testing/database.js';
import { type FailureForecast, newestFailureForecasts, saveFailureForecasts } from './failure-forecasts.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const forecast = (asset: string, day: string, probability: number, watch = 'pump'): FailureForecast => ({
  pack: 'wells',
  watch,
  asset,
  withinDays: 7,
  dayMs: Date.parse(day),
  issuedAtMs: Date.parse(day) + 86_400_000,
  model: 'failure-pump-7d@1',
  probability,
  threshold: 0.5,
  loudest: [{ signal: 'esp.vibration', logOdds: 2 }],
  runId: 'run',
});

it('forgets the warning of a pump that has failed: only machines that are still asked have a newest forecast', async () => {
  await saveFailureForecasts(database.pool, [
    forecast('replaced', '2026-10-31', 0.99),
    forecast('late', '2026-11-24', 0.7),
    forecast('running', '2026-11-25', 0.6),
    forecast('running', '2026-11-26', 0.2),
    // Watches are asked at different times.
    forecast('compressor', '2026-11-20', 0.9, 'compressors'),
  ]);
  const newest = await newestFailureForecasts(database.pool, 10);
  expect(newest.map(({ asset, probability, warns }) => [asset, probability, warns])).toEqual([
    ['compressor', 0.9, true],
    ['late', 0.7, true],
    ['running', 0.2, false],
  ]);
});
