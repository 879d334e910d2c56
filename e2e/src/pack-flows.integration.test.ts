import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createApi } from '@wellhead/api';
import {
  DIAGNOSE_QUEUE,
  flowQueue,
  FORECAST_QUEUE,
  type Pack,
  type RunAnswer,
  TRAINING_QUEUE,
} from '@wellhead/contracts';
import { PACK_NAMES } from '@wellhead/packs';
import { openExchange, serveExchange } from '@wellhead/packs/market-data/demo';
import { type Pipelines, startPipelines } from '@wellhead/pipelines';
import { installPack, type Jobs, loadPack, openFolderArchive, openJobs, openMemoryStore } from '@wellhead/stores';
import express from 'express';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rerunOf } from 'wellhead-app/pages/pipelines/rerun';
import { startTestIngestor, type TestIngestor } from '../../pipelines/testing/test-ingestor.js';
import { orderLine, startTestShop, type TestShop } from '../../pipelines/testing/test-shop.js';
import { openTestDatabase, type TestDatabase } from '../../stores/testing/database.js';
import { breakStep } from '../testing/break-step.js';

const log = pino({ level: 'silent' });
const NOW_MS = Date.parse('2026-03-10T12:00:00Z');
/** A day in the past that flows are asked for, and the range that ends with it. */
const DAY = '2026-03-08';
const ONE_DAY = { fromDay: DAY, toDay: DAY };
const RANGE = { fromDay: '2026-03-06', toDay: DAY };
const TOKEN = 'token-of-an-editor';

const loaded = await Promise.all(
  PACK_NAMES.map((name) => loadPack(fileURLToPath(new URL(`../../packs/${name}`, import.meta.url)))),
);
type BreakablePack = Pack & { readonly sql: Record<string, string> };
/** SQL is text in memory here, so that a step can be broken and mended. Flows that make reports have tests of their own, and each report takes seconds. */
const packs = loaded.map(({ manifest, sql, ...pack }): BreakablePack => ({
  ...pack,
  manifest: { ...manifest, flows: manifest.flows.filter(({ steps }) => steps.every(({ kind }) => kind !== 'report')) },
  sql: { ...sql },
}));
const flows = packs.flatMap((pack) => pack.manifest.flows.map((flow) => ({ name: flow.name, flow, pack })));

const followersOf = (name: string) => flows.filter(({ flow }) => flow.after === name);

describe('flows of all packs', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'wellhead-pack-flows-'));
  const telemetry = openMemoryStore();
  const variables: Record<string, string> = {};
  /** Services that a step uses beside SQL, while they are out of order. */
  const broken = { forecaster: false, telemetry: false };
  let database: TestDatabase;
  let jobs: Jobs;
  let ingestor: TestIngestor;
  let shop: TestShop;
  let exchange: Awaited<ReturnType<typeof serveExchange>>;
  let pipelines: Pipelines;
  let server: Server;

  beforeAll(async () => {
    database = await openTestDatabase({ packs });
    for (const pack of packs) await installPack(database.pool, pack);
    await database.pool.query(`
      insert into ods.orders (id, source_address_id, target_address_id, registered_at, order_type, price, received_at, source, batch_id)
      select n, 1, 2, timestamptz '2026-03-06T10:00:00Z' + n * interval '5 hours', 'express', 12, now(), 'test', 'a' from generate_series(1, 9) n;
      insert into ods.deliveries (pipeline_id, cost, performer_id, assigned_at, released_at, received_at, source, batch_id)
      select id, 8, 7, registered_at, registered_at + interval '40 minutes', now(), 'test', 'a' from ods.orders`);
    jobs = await openJobs(database.url, log);
    const forecaster = async (answer: object): Promise<object> => {
      if (broken.forecaster) throw new Error('broken by the test');
      return answer;
    };
    await jobs.work(FORECAST_QUEUE, () => forecaster({}));
    await jobs.work(TRAINING_QUEUE, () => forecaster({ ends: [] }));
    await jobs.work(DIAGNOSE_QUEUE, () => forecaster({ diagnosed: 0, refused: 0 }));
    ingestor = await startTestIngestor(
      database.pool,
      telemetry,
      packs.flatMap(({ manifest }) => manifest.recordTypes),
    );
    shop = await startTestShop();
    for (const day of ['2026-03-06', '2026-03-07', DAY]) shop.set(day, [orderLine(Number(day.slice(-2)), day)]);
    exchange = await serveExchange(openExchange({ seed: 6, tradesADay: 200 }), { clock: () => NOW_MS });
    Object.assign(variables, { demo_api: shop.url, exchange: exchange.url });
    pipelines = await startPipelines({
      stores: {
        pool: database.pool,
        readOnlyPool: database.pool,
        telemetry: { ...telemetry, read: async (query) => (broken.telemetry ? failed() : telemetry.read(query)) },
        archive: openFolderArchive(path.join(dir, 'raw-archive')),
      },
      workDir: path.join(dir, 'work-data'),
      jobs,
      packs,
      ingestUrl: ingestor.url,
      token: 'secret',
      log,
      clock: () => NOW_MS,
      variables,
      firstPauseMs: 1,
    });
    const app = express();
    const stores = { pool: database.pool, readOnlyPool: database.pool, telemetry };
    app.use('/api/v1', createApi({ stores, jobs, log, clock: () => NOW_MS, token: TOKEN }));
    server = createServer(app).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(async () => {
    server?.closeAllConnections();
    server?.close();
    await pipelines?.close();
    await jobs?.close();
    await exchange?.close();
    await shop?.close();
    await ingestor?.close();
    await database?.close();
    rmSync(dir, { recursive: true });
  });

  /** Asks as the app does; the answer, which must be one of success. */
  async function ask<T>(method: string, route: string, body?: object): Promise<T> {
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/${route}`, {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    expect(answer.ok, `${method} ${route}: ${answer.status}`).toBe(true);
    return (await answer.json()) as T;
  }
  /** The newest run of a flow that was asked for here: the clock of the machine may have come to a schedule before it was taken away. */
  async function newestOf(flow: string): Promise<RunAnswer> {
    const runs = await ask<RunAnswer[]>('GET', `runs?kind=flow&name=${encodeURIComponent(flow)}&limit=20`);
    const run = runs.find(({ reason }) => reason !== 'schedule');
    if (run === undefined) throw new Error(`${flow} left no run`);
    return run;
  }
  /** Starts a flow as the app does, and waits until its run has ended. */
  async function startedByApp(flow: string, route: string, days: object): Promise<RunAnswer> {
    const { job } = await ask<{ job: string }>('POST', route, days);
    await expect
      .poll(async () => (await ask<{ state: string }>('GET', `jobs/${job}`)).state, { timeout: 60_000, interval: 50 })
      .not.toBe('running');
    return newestOf(flow);
  }
  /** Runs a flow here, without the queue. */
  async function ran(flow: string, days: { readonly fromDay: string; readonly toDay: string }): Promise<RunAnswer> {
    await pipelines.runFlow(flow, { ...days, reason: 'test' });
    return newestOf(flow);
  }
  const logOf = ({ id }: RunAnswer) =>
    ask<{ step: string; level: string; message: string }[]>('GET', `runs/${id}/logs`);
  /** Everything that flows make, but for when and by which batch it was made. */
  const whole = async (): Promise<readonly object[]> => {
    const { rows: tables } = await database.pool.query<{ name: string }>(
      `select oid::regclass::text as name from pg_class
       where relnamespace::regnamespace::text in ('stg', 'ods', 'dds', 'mart') and (relkind = 'p' or relkind = 'r' and not relispartition) order by 1`,
    );
    const { rows } = await database.pool.query<object>(
      tables
        .map(
          ({ name }) =>
            `select '${name}' as name, count(*)::int as rows, md5(coalesce(string_agg(row, ',' order by row), '')) as hash
             from (select (to_jsonb(t) - '{made_at,received_at,batch_id,loaded_at}'::text[])::text as row from ${name} t) r`,
        )
        .join(' union all ') + ' order by name',
    );
    return rows;
  };

  it('are those of every pack, and stand on their schedule, those that have one, and no others', async () => {
    expect(new Set(flows.map(({ pack }) => pack.manifest.name))).toEqual(new Set(PACK_NAMES));
    const { rows } = await database.pool.query<{ name: string; cron: string }>(
      'select name, cron from pgboss.schedule',
    );
    const scheduled = rows.filter(({ name }) => flows.some((one) => flowQueue(one.name) === name));
    const wanted = flows.flatMap(({ flow: { name, cron } }) =>
      cron === undefined ? [] : [{ name: flowQueue(name), cron }],
    );
    for (const { name } of flows) await jobs.unschedule(flowQueue(name));
    const byName = (a: { name: string }, b: { name: string }): number => a.name.localeCompare(b.name);
    expect(scheduled.toSorted(byName)).toEqual(wanted.toSorted(byName));
  });

  it.each(flows)(
    '$name runs on demand for a chosen day and for a range in the past, tells of each step, and changes nothing when it runs again',
    async ({ name, flow }) => {
      const run = await startedByApp(name, `flows/${name}/run`, ONE_DAY);
      expect(run).toMatchObject({ name, state: 'succeeded', error: null, detail: ONE_DAY });
      const finished = (await logOf(run)).filter(({ message }) => message === 'finished');
      expect(finished.map(({ step }) => step).toSorted()).toEqual(flow.steps.map((step) => step.name).toSorted());
      for (const { name: next } of followersOf(name))
        expect(await newestOf(next)).toMatchObject({ reason: `after ${name}`, state: 'succeeded', detail: ONE_DAY });

      expect(await ran(name, RANGE)).toMatchObject({ state: 'succeeded', detail: { ...RANGE, days: 3 } });
      const before = await whole();
      expect(await ran(name, RANGE)).toMatchObject({ state: 'succeeded' });
      expect(await whole()).toEqual(before);
    },
    120_000,
  );

  it.each(flows)(
    'a step of $name that fails is tried again and told, starts nothing after it, loses nothing raw, and goes on when it is started again from the app',
    async ({ name, flow, pack }) => {
      for (const step of flow.steps) {
        const rawBefore = await rawFiles();
        const mend = await breakStep(step, { pool: database.pool, sql: pack.sql, variables, broken });
        const failure = await ran(name, ONE_DAY);
        await mend();
        expect(failure.state).toBe('failed');
        expect(failure.error).toContain(`step "${step.name}" failed`);
        const told = (await logOf(failure)).filter((line) => line.step === step.name);
        expect(told.filter(({ message }) => /^attempt \d+ failed/.test(message))).toHaveLength(flow.retries + 1);
        expect(told.at(-1)?.level).toBe('error');
        expect(await rawFiles()).toEqual(expect.arrayContaining([...rawBefore]));
        for (const { name: next } of followersOf(name))
          expect((await newestOf(next)).startedAtMs).toBeLessThan(failure.startedAtMs);
      }
      const rerun = rerunOf(await newestOf(name));
      if (rerun === undefined) throw new Error('the app offers no way to start the run again');
      const again = await startedByApp(name, rerun.path, rerun.body);
      expect(again).toMatchObject({ state: 'succeeded', error: null, detail: ONE_DAY });
    },
    120_000,
  );

  const rawFiles = async (): Promise<readonly object[]> =>
    (await database.pool.query<object>('select flow, step, day::text, sha256, archive_path from ops.raw_files')).rows;
});

const failed = (): never => {
  throw new Error('broken by the test');
};
