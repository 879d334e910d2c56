import path from 'node:path';
import { flowQueue, readEnvironment, type FlowJobInput } from '@wellhead/contracts';
import { startIngestor, type SourceConfig } from '@wellhead/ingestor';
import type { FlowRunner } from '@wellhead/packs';
import { serveHttp } from '@wellhead/packs/demo-kit';
import { lastDayOf } from '@wellhead/pipelines';
import {
  collectClosers,
  type Jobs,
  openFieldTypeRegistry,
  openJobs,
  openPool,
  openServiceStores,
} from '@wellhead/stores';
import type pg from 'pg';
import { pino, type Logger } from 'pino';
import { z } from 'zod';
import { demoEnvSchema, type DemoEnv } from './demo-config.js';
import { openDemos } from './demos.js';
import { kafkaOf } from './kafka-config.js';
import { queueFlow } from './queue-flow.js';
import { untilDelivered } from './until-delivered.js';

const FLOW_TIMEOUT_MS = 15 * 60_000;
const summarySchema = z.object({ state: z.enum(['succeeded', 'failed']), error: z.string().optional() });

/**
 * The demos of the packs beside the other services: they send over HTTP, serve what flows fetch, and ask the pipelines for the flows. What an ingestor takes from
 * their brokers, APIs and databases is taken by one of their own, on the same stores: nobody else reaches those.
 */
async function main(): Promise<void> {
  const outcome = readEnvironment(demoEnvSchema, process.env);
  if (outcome.kind === 'faults') {
    console.error(`The demo cannot start:\n${outcome.faults.map((fault) => `  ${fault}`).join('\n')}`);
    process.exit(1);
  }
  const { env } = outcome;
  const log = pino({ base: { service: 'demo' } });
  const closers = collectClosers((error) => log.error({ err: error }, 'part not closed'));
  const pool = openPool(env.DATABASE_URL, { max: 2, log });
  closers.keep({ close: () => pool.end() });
  const jobs = closers.keep(await openJobs(env.DATABASE_URL, log));
  const demos = closers.keep(
    await openDemos(
      env.WELLHEAD_DEMO === 'off' ? [] : env.WELLHEAD_PACKS,
      {
        dataDir: env.WELLHEAD_DATA_DIR,
        databaseUrl: env.DATABASE_URL,
        host: env.WELLHEAD_HOST,
        speed: env.WELLHEAD_DEMO_SPEED,
        log,
        clock: Date.now,
        ...kafkaOf(env),
      },
      { 'retail-sales': env.WELLHEAD_SHOP_PORT, 'market-data': env.WELLHEAD_EXCHANGE_PORT },
    ),
  );
  if (demos.sources.length > 0) closers.keep(await openIntake(env, demos.sources, log));
  closers.keep(
    await serveHttp((_request, response) => response.end('ok'), {
      host: env.WELLHEAD_HOST,
      port: env.WELLHEAD_HTTP_PORT,
    }),
  );
  const stop = (): void => void closers.close().then(() => process.exit(0));
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  closers.keep(
    await demos.run({
      ingestUrl: env.WELLHEAD_INGEST_URL,
      token: env.WELLHEAD_TOKEN,
      bucket: env.INFLUX_BUCKET,
      flows: flowsByQueue(jobs, pool),
      delivered: () => untilDelivered(env.WELLHEAD_INGEST_URL, env.WELLHEAD_TOKEN),
      // The demo has no door to the readings: it sends all again, which changes nothing.
      newestMs: () => Promise.resolve(undefined),
    }),
  );
}

/** An ingestor on the stores of the others, with a spool of its own, for these sources alone. */
async function openIntake(
  env: DemoEnv,
  sources: readonly SourceConfig[],
  log: Logger,
): Promise<{ close(): Promise<void> }> {
  const stores = await openServiceStores(env, log);
  const ingestor = await startIngestor({
    stores,
    fieldTypes: await openFieldTypeRegistry(stores.pool),
    dataDir: path.join(env.WELLHEAD_DATA_DIR, 'ingestor'),
    host: '127.0.0.1',
    port: 0,
    bucket: env.INFLUX_BUCKET,
    token: env.WELLHEAD_TOKEN,
    selfTelemetry: [],
    sources,
    log,
    clock: Date.now,
  });
  return {
    close: async () => {
      await ingestor.close();
      await stores.close();
    },
  };
}

/** Flows are worked by another process: a job asks for each and waits for its end. */
const flowsByQueue = (jobs: Jobs, pool: pg.Pool): FlowRunner => ({
  lastDay: (flow) => lastDayOf(pool, flow),
  queueFlow: queueFlow(jobs),
  runFlow: async (name, { fromDay, toDay, reason }) => {
    const job: FlowJobInput = { fromDay, toDay, reason };
    const outcome = await jobs.sendAndWait(flowQueue(name), job, {
      timeoutMs: FLOW_TIMEOUT_MS,
      expireSeconds: FLOW_TIMEOUT_MS / 1_000,
    });
    switch (outcome.kind) {
      case 'completed':
        return summarySchema.parse(outcome.output);
      case 'failed':
        return { state: 'failed', error: outcome.reason };
      case 'still-running':
        return { state: 'failed', error: `the flow ${name} did not end within ${FLOW_TIMEOUT_MS / 60_000} minutes` };
      case 'already-queued':
        return { state: 'failed', error: `the flow ${name} is queued already` };
      default:
        return outcome satisfies never;
    }
  },
});

await main();
