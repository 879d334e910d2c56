import type { Clock } from '@wellhead/contracts';
import { openInfluxStore, openJobs, openPool, serveHealth } from '@wellhead/stores';
import type { Logger } from 'pino';
import type { ForecasterEnv } from '../config.js';
import { startForecaster } from '../start-forecaster.js';
import { openForecastMetrics } from './metrics.js';

/** The forecaster as a service of its own, on an InfluxDB and a migrated Postgres that others keep. `close` ends in order. */
export async function startService(
  env: ForecasterEnv,
  log: Logger,
  clock: Clock,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closers.splice(0).reverse()) await end();
  };
  try {
    const pool = openPool(env.DATABASE_URL, { log });
    closers.push(() => pool.end());
    const telemetry = await openInfluxStore({
      url: env.INFLUX_URL,
      token: env.INFLUX_TOKEN,
      org: env.INFLUX_ORG,
      bucket: env.INFLUX_BUCKET,
      log,
    });
    closers.push(() => telemetry.close());
    const jobs = await openJobs(env.DATABASE_URL, log);
    const metrics = openForecastMetrics();
    const forecaster = await startForecaster({
      stores: { pool, telemetry },
      jobs,
      log,
      clock,
      onRun: metrics.count,
      ...(env.WELLHEAD_FORECAST_WORKERS === undefined ? {} : { workers: env.WELLHEAD_FORECAST_WORKERS }),
    }).catch(async (error: unknown) => {
      await jobs.close();
      throw error;
    });
    closers.push(() => forecaster.close());
    // The queue first: it waits for the run under way, which needs the workers.
    closers.push(() => jobs.close());
    const health = await serveHealth({
      host: env.WELLHEAD_HOST,
      port: env.WELLHEAD_HTTP_PORT,
      registry: metrics.registry,
      checks: { postgres: () => pool.query('select 1'), telemetry: () => telemetry.ping() },
    });
    closers.push(() => health.close());
    log.info({ port: health.port }, 'forecaster started');
    return { port: health.port, close };
  } catch (error) {
    await close();
    throw error;
  }
}
