import { batchOf } from '@wellhead/contracts';
import { forecastVintages, installPack, openJobs, openMemoryStore, openRuns } from '@wellhead/stores';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { openTestDatabase } from '../../../stores/testing/database.js';
import { drivenShops, HORIZON, NOW, pack, SHOPS } from '../../testing/driven-shop.js';
import { startForecaster } from '../start-forecaster.js';

const log = pino({ level: 'silent' });

it('forecasts sales with price, promotion, temperature and planned stops of the days ahead, from readings to vintages', async () => {
  const database = await openTestDatabase({ packs: [pack] });
  await installPack(database.pool, pack);
  const telemetry = openMemoryStore();
  const { readings, comes } = drivenShops();
  await telemetry.write(batchOf(readings));
  const jobs = await openJobs(database.url, log);
  const stores = { telemetry, pool: database.pool };
  const forecaster = await startForecaster({ stores, jobs, log, clock: () => NOW, workers: 1 });
  try {
    const { forecasts, champions, runId } = await forecaster.run({ reason: 'demand', pack: 'driven' });
    expect(forecasts).toBe(2 * SHOPS.length);
    const logs = await openRuns(database.pool).logs(runId);
    expect(logs.filter(({ message }) => message.includes('driver'))).toEqual([]);
    const missed = async (asset: string, expected: Float64Array): Promise<number> => {
      const vintages = await forecastVintages(database.pool, { assets: [asset], vintages: 10 });
      const vintage = vintages.find(({ model }) => model === 'ridge@1') ?? vintages[0];
      expect(vintage?.mean).toHaveLength(HORIZON);
      return expected.reduce((sum, value, step) => sum + Math.abs(value - (vintage?.mean[step] ?? 0)), 0) / HORIZON;
    };
    const errors: Record<string, { readonly known: number; readonly blind: number }> = {};
    for (const shop of SHOPS) {
      const expected = comes.get(shop) as Float64Array;
      errors[shop] = { known: await missed(shop, expected), blind: await missed(`${shop}-blind`, expected) };
    }
    // Noise of the day is uniform within ± 1: what is left is that, and the effect of a few hundred days learnt from.
    for (const { known, blind } of Object.values(errors)) {
      expect(known).toBeLessThan(3);
      expect(blind).toBeGreaterThan(2 * known);
    }
    expect(champions['ridge@1']).toBeGreaterThanOrEqual(SHOPS.length);
  } finally {
    await jobs.close();
    await forecaster.close();
    await telemetry.close();
    await database.close();
  }
}, 60_000);
