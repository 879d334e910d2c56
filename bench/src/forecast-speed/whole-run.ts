import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startForecaster } from '@wellhead/forecaster';
import { installPack, migrateUp, openJobs, openStores, startEmbeddedPostgres } from '@wellhead/stores';
import { pino } from 'pino';
import { NOW_MS, shopPack, writeSales } from './shop-chain.js';

export interface WholeRun {
  /** From the order to its end: read, forecast, vintages and scores committed, the copy in telemetry written. */
  readonly seconds: number;
  /** Of this process, workers and DuckDB included, Postgres not. */
  readonly cpuSeconds: number;
  /** Published vintages found in Postgres afterwards. */
  readonly committed: number;
}

/** A forecast run of `shops` signals on real stores (DuckDB, Postgres, both with durable commits) and two workers: read, forecast, committed. */
export async function wholeRun(shops: number): Promise<WholeRun> {
  const log = pino({ level: 'silent' });
  const folder = await mkdtemp(path.join(os.tmpdir(), 'wellhead-speed-'));
  // mkdtemp makes it 0700; as root, the user postgres has to enter.
  await chmod(folder, 0o755);
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(folder, 'postgres'), log });
  try {
    const stores = await openStores({
      databaseUrl: postgres.url,
      telemetry: { kind: 'duckdb', file: path.join(folder, 'telemetry.duckdb') },
      archiveDir: path.join(folder, 'archive'),
      log,
    });
    try {
      const pack = shopPack(shops);
      await migrateUp(stores.pool, [pack]);
      await installPack(stores.pool, pack);
      await writeSales(stores.telemetry, shops);
      const jobs = await openJobs(postgres.url, log);
      const forecaster = await startForecaster({ stores, jobs, log, clock: () => NOW_MS, workers: 2 });
      try {
        const startedAt = performance.now();
        const cpuBefore = process.cpuUsage();
        await forecaster.run({ reason: 'demand', pack: 'shops' });
        const seconds = (performance.now() - startedAt) / 1_000;
        const { user, system } = process.cpuUsage(cpuBefore);
        const { rows } = await stores.pool.query<{ n: string }>(
          'select count(*) as n from ops.forecasts where champion',
        );
        return { seconds, cpuSeconds: (user + system) / 1e6, committed: Number(rows[0]?.n) };
      } finally {
        await forecaster.close();
        await jobs.close();
      }
    } finally {
      await stores.close();
    }
  } finally {
    await postgres.close();
    await rm(folder, { recursive: true, force: true });
  }
}
