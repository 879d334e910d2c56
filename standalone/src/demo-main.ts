import { flowQueue, readEnvironment, type FlowJobInput } from '@wellhead/contracts';
import { followDemo, prepareRetailSales, startDemo, type FlowRunner } from '@wellhead/packs/retail-sales/demo';
import { lastDayOf } from '@wellhead/pipelines';
import { openJobs, openPool, type Jobs } from '@wellhead/stores';
import type pg from 'pg';
import { pino } from 'pino';
import { z } from 'zod';
import { collectClosers } from './closers.js';
import { demoEnvSchema } from './demo-config.js';

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
    await startDemo({
      dataDir: env.WELLHEAD_DATA_DIR,
      ingestUrl: env.WELLHEAD_INGEST_URL,
      token: env.WELLHEAD_TOKEN,
      host: env.WELLHEAD_HOST,
      port: env.WELLHEAD_HTTP_PORT,
      speed: env.WELLHEAD_DEMO_SPEED,
      log,
      clock: Date.now,
    }),
  );
  const flows = flowsByQueue(jobs, pool);
  const stop = (): void => void closers.close().then(() => process.exit(0));
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  const prepared = await prepareRetailSales(
    demo,
    flows,
    () => untilStored(pool, demo.shop.archive().length),
    (message) => log.info({ message }, 'demo progressed'),
  );
  log.info({ ...prepared }, 'demo prepared');
  closers.keep(followDemo(demo, flows, log));
}

/** Flows are worked by another process: a job asks for each and waits for its end. */
const flowsByQueue = (jobs: Jobs, pool: pg.Pool): FlowRunner => ({
  lastDay: (flow) => lastDayOf(pool, flow),
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

/** Records are acknowledged before they are in Postgres: waits until the archive is there. */
async function untilStored(pool: pg.Pool, lines: number): Promise<void> {
  for (;;) {
    const { rows } = await pool.query<{ n: string }>('select count(*) as n from stg.orders');
    if (Number(rows[0]?.n) >= lines) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

await main();
