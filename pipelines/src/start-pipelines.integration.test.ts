import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  FORECAST_QUEUE,
  type Pack,
  flowQueue,
  forecastJobSchema,
  type ForecastJob,
  nsFromMs,
} from '@wellhead/contracts';
import {
  type Jobs,
  installPack,
  loadPack,
  openJobs,
  openFolderArchive,
  openMemoryStore,
  openRuns,
} from '@wellhead/stores';
import { openTestDatabase, type TestDatabase } from '../../stores/testing/database.js';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestIngestor, type TestIngestor } from '../testing/test-ingestor.js';
import { orderLine, startTestShop, type TestShop } from '../testing/test-shop.js';
import { type Pipelines, startPipelines } from './start-pipelines.js';

const silent = pino({ level: 'silent' });
const dataDir = mkdtempSync(path.join(tmpdir(), 'wellhead-pipelines-'));
const NOW = Date.parse('2026-03-10T09:00:00Z');

describe('the flows of the retail pack', () => {
  let pack: Pack;
  let database: TestDatabase;
  let jobs: Jobs;
  let ingestor: TestIngestor;
  let shop: TestShop;
  let pipelines: Pipelines;
  const telemetry = openMemoryStore();
  let forecastJobs: ForecastJob[] = [];
  let forecasterFails = false;

  beforeAll(async () => {
    pack = await loadPack(fileURLToPath(new URL('../../packs/retail-sales', import.meta.url)));
    database = await openTestDatabase({ packs: [pack] });
    await installPack(database.pool, pack);
    jobs = await openJobs(database.url, silent);
    await jobs.work(FORECAST_QUEUE, async ({ data }) => {
      forecastJobs.push(forecastJobSchema.parse(data));
      if (forecasterFails) throw new Error('no model fits');
    });
    ingestor = await startTestIngestor(database.pool, telemetry, pack.manifest.recordTypes, (row) => row.sales === -1);
    shop = await startTestShop();
    pipelines = await startPipelines({
      stores: { pool: database.pool, readOnlyPool: database.pool, telemetry, archive: openFolderArchive(dataDir) },
      workDir: path.join(dataDir, 'work-data'),
      jobs,
      packs: [pack],
      ingestUrl: ingestor.url,
      token: 'secret',
      log: silent,
      clock: () => NOW,
      variables: { demo_api: shop.url },
      firstPauseMs: 1,
    });
  });

  afterAll(async () => {
    await pipelines?.close();
    await jobs?.close();
    await shop?.close();
    await ingestor?.close();
    await database?.close();
    rmSync(dataDir, { recursive: true });
  });

  beforeEach(() => {
    forecastJobs = [];
    forecasterFails = false;
  });

  const daily = async (day: string, asset: string): Promise<number> => {
    const { rows } = await database.pool.query<{ amount: string }>(
      'select amount from mart.sales_daily where day = $1 and asset = $2',
      [day, asset],
    );
    return Number(rows[0]?.amount);
  };

  it('bring yesterday from the shop into the warehouse and the telemetry, and then ask for a forecast as of now', async () => {
    shop.set('2026-03-09', [
      orderLine(1, '2026-03-09'),
      orderLine(2, '2026-03-09', { category: 'Technology', sales: 100.5 }),
    ]);
    const run = await pipelines.runFlow('retail-daily', { fromDay: '2026-03-09', toDay: '2026-03-09', reason: 'test' });
    expect(run).toMatchObject({ state: 'succeeded', error: undefined });
    expect(await daily('2026-03-09', 'superstore')).toBe(362.46);
    expect(await daily('2026-03-09', 'superstore-furniture-south')).toBe(261.96);
    expect(await daily('2026-03-09', 'superstore-east')).toBe(0);
    const [reading] = await telemetry.latest({
      measurement: 'sales',
      field: 'amount',
      tags: { asset: ['superstore'] },
    });
    expect([reading?.timeNs[0], reading?.values[0]]).toEqual([nsFromMs(Date.parse('2026-03-09T00:00:00Z')), 362.46]);
    expect(run.after.map(({ flow, state }) => [flow, state])).toEqual([['retail-forecast', 'succeeded']]);
    expect(forecastJobs).toEqual([{ reason: 'feed', pack: 'retail-sales', signals: [], asOfMs: [] }]);
  });

  it('change nothing when the same day runs again', async () => {
    const before = await database.pool.query('select * from mart.sales_daily order by day, scope, part');
    const readings = await telemetry.count({ measurement: 'sales' });
    await pipelines.runFlow('retail-daily', { fromDay: '2026-03-09', toDay: '2026-03-09', reason: 'test' });
    const after = await database.pool.query('select * from mart.sales_daily order by day, scope, part');
    expect(after.rows).toEqual(before.rows);
    expect(await telemetry.count({ measurement: 'sales' })).toBe(readings);
  });

  it('fill a range in the past day by day, count a day without an order as 0, and ask for the forecast of each evening', async () => {
    shop.set('2026-02-01', [orderLine(10, '2026-02-01')]);
    shop.set('2026-02-03', [orderLine(11, '2026-02-03', { region: 'West' })]);
    const run = await pipelines.runFlow('retail-daily', { fromDay: '2026-02-01', toDay: '2026-02-03', reason: 'test' });
    expect(run.state).toBe('succeeded');
    expect(shop.asked.slice(-3)).toEqual(['2026-02-01', '2026-02-02', '2026-02-03']);
    expect(await daily('2026-02-02', 'superstore')).toBe(0);
    expect(forecastJobs[0]?.asOfMs).toEqual(
      ['2026-02-01', '2026-02-02', '2026-02-03'].map((day) => Date.parse(`${day}T23:59:59.999Z`)),
    );
  });

  it('add up: the parts to their category, their region and the total', async () => {
    const { rows } = await database.pool.query<{ scope: string; amount: string }>(
      'select scope, sum(amount) as amount from mart.sales_daily group by scope',
    );
    expect(new Set(rows.map(({ amount }) => Number(amount))).size).toBe(1);
    expect(rows).toHaveLength(4);
  });

  it('go on over a bad row, which stays in quarantine with a line in the log', async () => {
    shop.set('2026-02-10', [orderLine(20, '2026-02-10'), orderLine(21, '2026-02-10', { sales: -1 })]);
    const run = await pipelines.runFlow('retail-daily', { fromDay: '2026-02-10', toDay: '2026-02-10', reason: 'test' });
    expect(run.state).toBe('succeeded');
    const logs = await openRuns(database.pool).logs(run.runId);
    expect(logs.find(({ level }) => level === 'warn')?.message).toMatch(/1 of 2 rows were refused.*quarantine/);
    expect(await daily('2026-02-10', 'superstore')).toBe(261.96);
  });

  it('put a line whose day is not in the calendar into quarantine once, and go on', async () => {
    shop.set('2026-02-11', [
      orderLine(30, '2026-02-11'),
      orderLine(31, '2026-02-11', { original_order_date: '2017-02-30' }),
    ]);
    for (let time = 0; time < 2; time += 1) {
      const run = await pipelines.runFlow('retail-daily', {
        fromDay: '2026-02-11',
        toDay: '2026-02-11',
        reason: 'test',
      });
      expect(run.error).toBeUndefined();
    }
    const { rows } = await database.pool.query<{ reason: string }>(
      `select reason from ops.quarantine where refused_by = 'retail-sales'`,
    );
    expect(rows.map(({ reason }) => reason)).toEqual([expect.stringContaining(`'2017-02-30' is not a day`)]);
  });

  it('try a failed step again', async () => {
    ingestor.failNext(503, 2);
    const run = await pipelines.runFlow('retail-daily', { fromDay: '2026-02-01', toDay: '2026-02-01', reason: 'test' });
    expect(run.state).toBe('succeeded');
    const logs = await openRuns(database.pool).logs(run.runId);
    expect(logs.filter(({ message }) => message.startsWith('attempt'))).toHaveLength(2);
  });

  it('fail with a sentence when a step has used up its attempts, and start nothing after', async () => {
    ingestor.failNext(503, 4);
    const run = await pipelines.runFlow('retail-daily', { fromDay: '2026-02-01', toDay: '2026-02-01', reason: 'test' });
    expect(run.error).toMatch(
      /^step "fetch orders" failed, tried 4 times: the ingestor at .* answered 503: intake is full/,
    );
    expect(forecastJobs).toEqual([]);
    expect((await openRuns(database.pool).get(run.runId))?.state).toBe('failed');
    ingestor.failNext(200, 0);
  });

  it('say that the forecaster failed, and leave the feed succeeded', async () => {
    forecasterFails = true;
    const run = await pipelines.runFlow('retail-daily', { fromDay: '2026-02-01', toDay: '2026-02-01', reason: 'test' });
    expect(run.state).toBe('succeeded');
    expect(run.after[0]?.error).toMatch(/the forecaster failed: no model fits/);
  });

  it('run on demand from the queue, for yesterday when no day is named', async () => {
    const outcome = await jobs.sendAndWait(flowQueue('retail-daily'), { reason: 'demand' }, { timeoutMs: 30_000 });
    expect(outcome).toMatchObject({
      kind: 'completed',
      output: { range: { fromDay: '2026-03-09', toDay: '2026-03-09' } },
    });
    expect(await pipelines.lastDay('retail-daily')).toBe('2026-03-09');
    expect(await pipelines.lastDay('retail-archive')).toBeUndefined();
  });

  it('call a run failed that its process left unfinished, as soon as the flow runs again', async () => {
    const left = await openRuns(database.pool).start({ kind: 'flow', name: 'retail-archive', reason: 'test' });
    await pipelines.runFlow('retail-archive', { fromDay: '2026-02-01', toDay: '2026-02-03', reason: 'test' });
    expect(await openRuns(database.pool).get(left.id)).toMatchObject({
      state: 'failed',
      error: /ended before the run/,
    });
  });

  it('follow one another when many ask for the same flow at once', async () => {
    const range = { fromDay: '2026-02-01', toDay: '2026-02-03', reason: 'test' };
    const runs = await Promise.all(Array.from({ length: 12 }, () => pipelines.runFlow('retail-archive', range)));
    expect(runs.map(({ state }) => state)).toEqual(Array.from({ length: 12 }, () => 'succeeded'));
  });

  it('name the flows there are when asked for one there is not', async () => {
    const run = { fromDay: '2026-02-01', toDay: '2026-02-01', reason: 'test' };
    await expect(pipelines.runFlow('retail-monthly', run)).rejects.toThrow(
      /no flow "retail-monthly"; there are retail-archive/,
    );
  });

  it('are waited for by a stop, also one that is asked for when another has ended', async () => {
    const run = { fromDay: '2026-03-09', toDay: '2026-03-09', reason: 'test' };
    let ended = 0;
    const both = pipelines
      .runFlow('retail-daily', run)
      .then(() => pipelines.runFlow('retail-daily', run))
      .then(() => (ended += 1));
    await pipelines.close();
    await new Promise((resolve) => setImmediate(resolve));
    expect(ended).toBe(1);
    await both;
  });
});
