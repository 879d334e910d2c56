import type { Clock } from '@wellhead/contracts';
import { collectClosers, influxPlaceOf, openInfluxStore, openJobs, openPool, serveHealth } from '@wellhead/stores';
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
  const closers = collectClosers((error) => log.error({ err: error }, 'part not closed'));
  try {
    const pool = openPool(env.DATABASE_URL, { log });
    closers.keep({ close: () => pool.end() });
    const telemetry = closers.keep(await openInfluxStore({ ...influxPlaceOf(env), log }));
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
    closers.keep(forecaster);
    // The queue first: it waits for the run under way, which needs the workers.
    closers.keep(jobs);
    const health = await serveHealth({
      host: env.WELLHEAD_HOST,
      port: env.WELLHEAD_HTTP_PORT,
      registry: metrics.registry,
      checks: { postgres: () => pool.query('select 1'), telemetry: () => telemetry.ping() },
    });
    closers.keep(health);
    log.info({ port: health.port }, 'forecaster started');
    return { port: health.port, close: () => closers.close() };
  } catch (error) {
    await closers.close();
    throw error;
  }
}
