import { flowQueue, readEnvironment, type FlowJobInput } from '@wellhead/contracts';
import type { FlowRunner } from '@wellhead/packs';
import { retailSalesDemo } from '@wellhead/packs/retail-sales/demo';
import { lastDayOf } from '@wellhead/pipelines';
import { openJobs, openPool, type Jobs } from '@wellhead/stores';
import type pg from 'pg';
import { pino } from 'pino';
import { z } from 'zod';
import { collectClosers } from './closers.js';
import { demoEnvSchema } from './demo-config.js';
import { queueFlow } from './queue-flow.js';
import { untilDelivered } from './until-delivered.js';

const FLOW_TIMEOUT_MS = 15 * 60_000;
const summarySchema = z.object({ state: z.enum(['succeeded', 'failed']), error: z.string().optional() });

/** The demo shop beside the other services: sends the archive over HTTP, serves its days, and asks the pipelines for the flows. */
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
  const demo = closers.keep(
    await retailSalesDemo.open({
      dataDir: env.WELLHEAD_DATA_DIR,
      databaseUrl: env.DATABASE_URL,
      host: env.WELLHEAD_HOST,
      port: env.WELLHEAD_HTTP_PORT,
      speed: env.WELLHEAD_DEMO_SPEED,
      log,
      clock: Date.now,
    }),
  );
  const stop = (): void => void closers.close().then(() => process.exit(0));
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  closers.keep(
    await demo.run(
      {
        ingestUrl: env.WELLHEAD_INGEST_URL,
        token: env.WELLHEAD_TOKEN,
        bucket: env.INFLUX_BUCKET,
        flows: flowsByQueue(jobs, pool),
        delivered: () => untilDelivered(env.WELLHEAD_INGEST_URL, env.WELLHEAD_TOKEN),
        // The demo has no door to the readings: it sends all again, which changes nothing.
        newestMs: () => Promise.resolve(undefined),
      },
      (message) => log.info({ message }, 'demo progressed'),
    ),
  );
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
