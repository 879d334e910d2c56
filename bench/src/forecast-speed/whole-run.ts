import os from 'node:os';
import { openForecastRuns } from '@wellhead/forecaster';
import { openDuckDbStore, openPool, startEmbeddedPostgres } from '@wellhead/stores';
import { duckDbOf, log, postgresOf } from '../shop-chain/chain-stores.js';
import { nowMsOf, type ShopChain } from '../shop-chain/shop-chain.js';

/** What a whole run tells, as its last line. */
export interface WholeRun {
  /** From the order to its end: read, forecast, vintages and scores committed, the copy in telemetry written. */
  readonly seconds: number;
  /** Of this process, workers and DuckDB included, Postgres not. */
  readonly cpuSeconds: number;
  /** Published vintages found in Postgres afterwards. */
  readonly committed: number;
  readonly load: number;
}

const [folder = '', chainText = ''] = process.argv.slice(2);
const chain = JSON.parse(chainText) as ShopChain;
const postgres = await startEmbeddedPostgres(postgresOf(folder));
const pool = openPool(postgres.url, { log });
const telemetry = await openDuckDbStore({ file: duckDbOf(folder), log });
const runs = openForecastRuns({ stores: { telemetry, pool }, log, clock: () => nowMsOf(chain), workers: 2 });
const startedAt = performance.now();
const cpuBefore = process.cpuUsage();
await runs.run({ reason: 'demand', pack: 'shops' });
const seconds = (performance.now() - startedAt) / 1_000;
const { user, system } = process.cpuUsage(cpuBefore);
const { rows } = await pool.query<{ n: string }>('select count(*) as n from ops.forecasts where champion');
const told: WholeRun = {
  seconds,
  cpuSeconds: (user + system) / 1e6,
  committed: Number(rows[0]?.n),
  load: os.loadavg()[0] as number,
};
await runs.close();
await telemetry.close();
await pool.end();
await postgres.close();
console.log(JSON.stringify(told));
