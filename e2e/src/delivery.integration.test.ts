import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Pack, type QueryInput, querySchema } from '@wellhead/contracts';
import { parseSources, type SourceConfig } from '@wellhead/ingestor';
import { COURIER_EFFICIENCY, HOURLY_STATISTICS, POPULAR_ROUTES } from '@wellhead/packs/delivery/dashboards';
import { demoSources, openServices, openSourceDatabase } from '@wellhead/packs/delivery/demo';
import { simulateDay } from '@wellhead/packs/delivery/simulator';
import { startPipelines, type Pipelines } from '@wellhead/pipelines';
import { loadPack, openJobs, runQuery } from '@wellhead/stores';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type IngestorFixture, openIngestorFixture } from '../../ingestor/testing/ingestor-fixture.js';
import { openTestDatabase, type TestDatabase } from '../../stores/testing/database.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const HISTORY_DAYS = 3;
const log = pino({ level: 'silent' });

const configs = (sources: readonly object[]): readonly SourceConfig[] => {
  const parsed = parseSources(sources, 'test', {});
  if (parsed.kind === 'faults') throw new Error(parsed.faults.join('\n'));
  return parsed.sources;
};

describe('deliveries from the source database to the marts', () => {
  const nowMs = Date.now();
  const day = new Date(nowMs).toISOString().slice(0, 10);
  /** What the source database holds at first; the rest comes while we follow it. */
  const beforeMs = nowMs - 3 * HOUR_MS;
  const truth = Array.from(
    { length: HISTORY_DAYS + 2 },
    (_, ahead) => Math.floor(beforeMs / DAY_MS) - HISTORY_DAYS + ahead,
  )
    .flatMap(simulateDay)
    .filter(({ registeredMs }) => registeredMs <= nowMs);
  let pack: Pack;
  let beside: TestDatabase;
  let source: Awaited<ReturnType<typeof openSourceDatabase>>;
  let services: Awaited<ReturnType<typeof openServices>>;
  let fixture: IngestorFixture;
  let pipelines: Pipelines;
  let jobs: Awaited<ReturnType<typeof openJobs>>;

  const rows = async (sql: string): Promise<readonly Record<string, unknown>[]> =>
    (await fixture.database.pool.query<Record<string, unknown>>(sql)).rows;
  const makeFacts = async (): Promise<void> => {
    const run = await pipelines.runFlow('delivery-facts', { fromDay: day, toDay: day, reason: 'test' });
    expect(run).toMatchObject({ state: 'succeeded' });
  };
  const arrived = (wanted: { readonly released: number }): Promise<void> =>
    expect
      .poll(() => rows('select count(released_at)::int as released from ods.deliveries'), { timeout: 30_000 })
      .toEqual([wanted]);
  const releasedBy = (ms: number): number => truth.filter(({ releasedMs }) => (releasedMs ?? Infinity) <= ms).length;

  beforeAll(async () => {
    pack = await loadPack(fileURLToPath(new URL('../../packs/delivery', import.meta.url)));
    beside = await openTestDatabase({ empty: true });
    source = await openSourceDatabase(beside.url, HISTORY_DAYS);
    await source.bringUpTo(beforeMs);
    services = await openServices('127.0.0.1');
    const taken = demoSources({ databaseUrl: source.url, services, kafka: undefined }).map((each) =>
      'tables' in each ? { ...each, schedule: { everySeconds: 0.3 } } : each,
    );
    fixture = await openIngestorFixture({ packs: [pack], sources: configs(taken) });
    jobs = await openJobs(fixture.database.url, log);
    pipelines = await startPipelines({
      stores: {
        pool: fixture.database.pool,
        readOnlyPool: fixture.database.pool,
        telemetry: fixture.telemetry,
        archive: fixture.archive,
      },
      workDir: path.join(tmpdir(), 'wellhead-work-data'),
      jobs,
      packs: [pack],
      ingestUrl: fixture.ingestor.url,
      token: fixture.token,
      log,
      clock: Date.now,
      firstPauseMs: 1,
    });
  });
  afterAll(async () => {
    await pipelines?.close();
    await jobs?.close();
    await fixture?.close();
    await Promise.all((services ?? []).map((service) => service.close()));
    await source?.close();
    const admin = new pg.Client({ connectionString: beside.url });
    await admin.connect();
    await admin.query(`drop database "${new URL(source.url).pathname.slice(1)}" with (force)`);
    await admin.end();
    await beside.close();
  });

  it('has every order and delivery, then what changed, and the couriers that the service knows', async () => {
    await arrived({ released: releasedBy(beforeMs) });
    await makeFacts();
    await source.bringUpTo(nowMs);
    await arrived({ released: releasedBy(nowMs) });
    await fixture.ingestor.drained();
    await makeFacts();
    const [facts] =
      await rows(`select count(*)::int as orders, count(released_at)::int as released, sum(cost)::float8 as cost
      from mart.delivery_journeys`);
    const estimated = truth.filter(({ estimatedMs }) => estimatedMs <= nowMs);
    expect(facts).toEqual({
      orders: truth.length,
      released: releasedBy(nowMs),
      cost: expect.closeTo(
        estimated.reduce((sum, { cost }) => sum + cost, 0),
        3,
      ),
    });
    expect(await rows('select sum(orders)::int as n from dds.hourly_orders_mv')).toEqual([{ n: truth.length }]);
    // They come from the service in pages, at their own pace.
    await expect
      .poll(() => rows('select count(*)::int as n from ods.performers'), { timeout: 30_000 })
      .toEqual([{ n: 24 }]);
  });

  it('changes nothing when the flow runs again and when the whole source is read again', async () => {
    const all = () => rows('select to_jsonb(j) as row from mart.delivery_journeys j order by order_id');
    const before = await all();
    await fixture.database.pool.query('delete from ops.source_positions');
    await fixture.restart({ port: Number(new URL(fixture.ingestor.url).port) });
    const seen = async () => (await rows('select max(received_at)::text as at from ods.orders'))[0]?.at;
    const at = await seen();
    await expect.poll(seen, { timeout: 30_000 }).not.toBe(at);
    await fixture.ingestor.drained();
    await makeFacts();
    await makeFacts();
    expect(await all()).toEqual(before);
  });

  it('sends readings of orders by hour that add up to the orders of the hours that are over', async () => {
    const found = await fixture.telemetry.latest({ measurement: 'orders', field: 'count' });
    expect(found).toHaveLength(1);
    const read = await fixture.telemetry.read({
      selector: { measurement: 'orders', field: 'count' },
      fromNs: 0n,
      toNs: BigInt(nowMs) * 1_000_000n,
      shape: { kind: 'raw' },
    });
    const sum = read.flatMap(({ values }) => [...values]).reduce<number>((total, value) => total + Number(value), 0);
    const hourMs = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
    expect(sum).toBe(truth.filter(({ registeredMs }) => registeredMs < hourMs).length);
  });

  /** The question as SQL, and the query of the dashboard's panel. */
  const questions: readonly [string, string, QueryInput, number][] = [
    [
      'courier efficiency: mean time from assigned to released',
      `select 'courier ' || performer_id as courier, count(*)::int as deliveries, avg(extract(epoch from released_at - assigned_at))::float8 as execution
       from dds.fact_deliveries where released_at is not null group by 1 order by 3`,
      COURIER_EFFICIENCY,
      28,
    ],
    [
      'the ten most popular routes',
      `select source_address_id::int as source_address_id, target_address_id::int as target_address_id, count(*)::int as orders
       from dds.fact_orders group by 1, 2 order by 3 desc, 1, 2 limit 10`,
      POPULAR_ROUTES,
      28,
    ],
    [
      'hourly statistics of the last 24 hours',
      `select hour, sum(orders)::int as orders, sum(deliveries)::int as deliveries
       from (
         select hour, orders, 0 as deliveries from dds.hourly_orders_mv
         union all select hour, 0, deliveries from dds.hourly_deliveries_mv
         union all select hour, 0, 0 from dds.hourly_events_mv
       ) of_hour where hour >= now() - interval '24 hours' group by 1 order by 1 desc`,
      HOURLY_STATISTICS,
      1,
    ],
  ];
  it.each(questions)('answers %s by SQL and by the dashboard alike', async (_, sql, asked, days) => {
    const bySql = await rows(sql);
    const stores = {
      telemetry: fixture.telemetry,
      pool: fixture.database.pool,
      readOnlyPool: fixture.database.pool,
    };
    const atMs = Date.now();
    const [frame] = await runQuery(stores, querySchema.parse(asked), {
      fromMs: atMs - days * DAY_MS,
      toMs: atMs,
      nowMs: atMs,
      intervalMs: 60_000,
      maxDataPoints: 100,
      fromAlert: false,
    });
    const byDashboard = bySql.map((row, at) =>
      Object.fromEntries(
        Object.keys(row).map((name) => {
          const value = frame?.fields.find((field) => field.name === name)?.values[at];
          return [
            name,
            row[name] instanceof Date ? new Date(Number(value)) : typeof row[name] === 'number' ? Number(value) : value,
          ];
        }),
      ),
    );
    expect(bySql.length).toBeGreaterThan(5);
    expect(byDashboard).toEqual(
      bySql.map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([name, value]) => [
            name,
            typeof value === 'number' ? expect.closeTo(value, 6) : value,
          ]),
        ),
      ),
    );
  });
});
