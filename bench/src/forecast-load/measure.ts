import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { startForecaster } from '@wellhead/forecaster';
import { openDuckDbStore, openJobs, openPool, startEmbeddedPostgres } from '@wellhead/stores';
import { duckDbOf, log, postgresOf } from '../shop-chain/chain-stores.js';
import { nowMsOf, type ShopChain } from '../shop-chain/shop-chain.js';

/** What the measured process tells, as its last line. */
export interface Measured {
  readonly forecasts: number;
  readonly seconds: number;
  readonly delayP99Ms: number;
  readonly delayMaxMs: number;
  readonly delays: number;
  /** Processor time that the main thread spent between two turns, which other work on the machine does not lengthen; Linux only. */
  readonly turnCpuP99Ms: number | undefined;
  readonly turnCpuMaxMs: number | undefined;
  /** Largest resident set, all threads and the loader of TypeScript, in 10^6 bytes; Postgres is another process. */
  readonly rssMb: number;
  readonly rssBeforeMb: number;
}

const [folder = '', chainText = ''] = process.argv.slice(2);
const chain = JSON.parse(chainText) as ShopChain;
const postgres = await startEmbeddedPostgres(postgresOf(folder));
const pool = openPool(postgres.url, { log });
// In compose the telemetry store is InfluxDB, another process: here it shall not count for much.
const telemetry = await openDuckDbStore({ file: duckDbOf(folder), log, memoryMb: 128 });
const jobs = await openJobs(pool, log);
const forecaster = await startForecaster({ stores: { telemetry, pool }, jobs, log, clock: () => nowMsOf(chain) });

const rssBeforeMb = process.memoryUsage.rss() / 1e6;
let rssMb = rssBeforeMb;
const sampling = setInterval(() => (rssMb = Math.max(rssMb, process.memoryUsage.rss() / 1e6)), 50);
const turnsCpuMs: number[] = [];
let lastCpuMs = mainThreadCpuMs();
const turns = setInterval(() => {
  const nowMs = mainThreadCpuMs();
  if (nowMs !== undefined && lastCpuMs !== undefined) turnsCpuMs.push(nowMs - lastCpuMs);
  lastCpuMs = nowMs;
}, 2);
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
const { forecasts, seconds } = await forecaster.run({ reason: 'schedule', pack: 'shops' });
delay.disable();
clearInterval(sampling);
clearInterval(turns);
turnsCpuMs.sort((a, b) => a - b);
const measured: Measured = {
  forecasts,
  seconds,
  delayP99Ms: delay.percentile(99) / 1e6,
  delayMaxMs: delay.max / 1e6,
  delays: delay.count,
  turnCpuP99Ms: turnsCpuMs[Math.floor(turnsCpuMs.length * 0.99)],
  turnCpuMaxMs: turnsCpuMs.at(-1),
  rssMb,
  rssBeforeMb,
};
await jobs.close();
await forecaster.close();
await telemetry.close();
await pool.end();
await postgres.close();
console.log(JSON.stringify(measured));

function mainThreadCpuMs(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e6;
}
