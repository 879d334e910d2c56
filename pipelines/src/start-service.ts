import path from 'node:path';
import type { Clock } from '@wellhead/contracts';
import {
  collectClosers,
  ensureAnalyst,
  influxPlaceOf,
  installPack,
  loadPack,
  migrateUp,
  openInfluxStore,
  openJobs,
  openPool,
  openRawArchive,
  s3ConfigOf,
  serveHealth,
} from '@wellhead/stores';
import type { Logger } from 'pino';
import { deliveryOf, notifyConfigOf, type PipelinesEnv } from './config.js';
import { openFlowMetrics } from './flow-metrics.js';
import { startPipelines } from './start-pipelines.js';

/**
 * The pipelines as a service: migrates the database and installs the packs, because the other services wait until this one is
 * healthy, then works the flows. `close` ends in order.
 */
export async function startService(
  env: PipelinesEnv,
  log: Logger,
  clock: Clock,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const closers = collectClosers((error) => log.error({ err: error }, 'part not closed'));
  try {
    const packs = await Promise.all(
      env.WELLHEAD_PACKS.map((name) => loadPack(path.join(env.WELLHEAD_PACKS_DIR, name))),
    );
    const pool = openPool(env.DATABASE_URL, { log });
    closers.keep({ close: () => pool.end() });
    const readOnlyPool = openPool(env.DATABASE_URL, { readOnly: true, statementTimeoutMs: 60_000, max: 2, log });
    closers.keep({ close: () => readOnlyPool.end() });
    await migrateUp(pool, packs);
    for (const pack of packs) await installPack(pool, pack);
    if (env.ANALYST_PASSWORD !== undefined) await ensureAnalyst(pool, env.ANALYST_PASSWORD);
    const telemetry = closers.keep(await openInfluxStore({ ...influxPlaceOf(env), log }));
    const archive = await openRawArchive(path.join(env.WELLHEAD_DATA_DIR, 'raw-archive'), s3ConfigOf(env));
    closers.keep({ close: () => Promise.resolve(archive.close()) });
    const jobs = closers.keep(await openJobs(env.DATABASE_URL, log));
    const metrics = openFlowMetrics();
    const pipelines = await startPipelines({
      stores: { pool, readOnlyPool, telemetry, archive },
      workDir: path.join(env.WELLHEAD_DATA_DIR, 'work-data'),
      jobs,
      packs,
      ingestUrl: env.WELLHEAD_INGEST_URL,
      token: env.WELLHEAD_TOKEN,
      bucket: env.INFLUX_BUCKET,
      log,
      clock,
      variables: env.WELLHEAD_FLOW_VARIABLES,
      delivery: deliveryOf(env),
      notify: notifyConfigOf(env),
      onRun: metrics.count,
    });
    closers.keep(pipelines);
    const health = await serveHealth({
      host: env.WELLHEAD_HOST,
      port: env.WELLHEAD_HTTP_PORT,
      registry: metrics.registry,
      checks: { postgres: () => pool.query('select 1'), telemetry: () => telemetry.ping() },
    });
    closers.keep(health);
    log.info({ port: health.port, packs: env.WELLHEAD_PACKS }, 'pipelines started');
    return { port: health.port, close: () => closers.close() };
  } catch (error) {
    await closers.close();
    throw error;
  }
}
