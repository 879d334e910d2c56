import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Flow, flowSchema } from '@wellhead/contracts';
import { loadPack } from '@wellhead/stores';
import type pg from 'pg';
import { machine, rounded, type BenchOptions, type BenchResult } from './bench-result.js';
import { rowsOf } from './forecast/sets/table.js';
import { processorSeconds } from './processor-time.js';
import { openFlows, serveFiles, startWarehouse, withFlows } from './running-flows.js';
import { DELIVERY_COLUMNS, deliveriesSql, ORDER_COLUMNS, ordersSql, TRANSFORMS } from './warehouse/flights.js';
import { QUESTIONS } from './warehouse/questions.js';

const DAY = '2026-01-01';
/** The hour that grows once more when all is there, and by how many orders: a month of half a million orders is made anew with it. */
const NEW_HOUR = '2001-06-30T22:00:00Z';
const NEW_ORDERS = 700;

/**
 * Flights of the first half of 2001 as orders and deliveries: two files, by flows as they run in the product, through ods and dds into the hourly and monthly
 * marts of the pack delivery; the example questions; and the same marts after one more hour, and when the same files come again.
 */
export async function run({ quick }: BenchOptions): Promise<BenchResult> {
  const before = machine();
  const flights = quick ? 200_000 : 3_000_000;
  const rounds = quick ? 5 : 50;
  const dir = await mkdtemp(path.join(tmpdir(), 'wellhead-bench-warehouse-'));
  const files: Record<string, string> = {};
  for (const [name, sql] of [
    ['orders', ordersSql(flights)] as const,
    ['deliveries', deliveriesSql(flights)] as const,
  ]) {
    files[`${name}-${DAY}.csv`] = path.join(dir, `${name}.csv`);
    await rowsOf(`copy (${sql}) to '${path.join(dir, `${name}.csv`)}' (header true)`);
  }
  const delivery = await loadPack(fileURLToPath(new URL('../../packs/delivery', import.meta.url)));
  const pack = withFlows({ ...delivery, sql: { ...delivery.sql, ...TRANSFORMS } }, [
    flightsFlow(),
    factsFlow(delivery.manifest.flows),
  ]);
  const served = await serveFiles(files);
  const postgres = await startWarehouse(dir, pack);
  const flows = await openFlows(pack, { dir, databaseUrl: postgres.url, filesUrl: served.url, day: DAY });
  const { pool } = flows.stores;
  try {
    // The flights are of 2001.
    await pool.query(`insert into ops.settings (name, value) values ('delivery-retention-months', '1200')`);
    const atStartS = processorSeconds();
    const toOds = await flows.run('flights');
    const odsS = Math.max(toOds.secondsOf('load orders'), toOds.secondsOf('load deliveries'));
    const atOdsS = processorSeconds();
    const facts = await flows.run('delivery-facts');
    const vacuumS = await seconds(() => vacuum(pool));
    const atEndS = processorSeconds();
    await isWhole(pool, flights);

    const answers = await askAll(pool, rounds);
    await pool.query(NEW_ROWS, [NEW_HOUR, NEW_ORDERS]);
    const newHour = await flows.run('delivery-facts');
    const again = await flows.run('delivery-facts');
    await isWhole(pool, flights + NEW_ORDERS);
    for (const { name, plan } of answers) console.log(`\n${name}\n${plan}`);
    console.log(JSON.stringify({ flights: toOds.figures, facts: facts.figures }));
    return {
      name: 'warehouse',
      figures: {
        files_to_parquet_s: rounded(toOds.seconds - odsS),
        to_ods_s: rounded(odsS),
        to_dds_and_marts_s: rounded(facts.seconds),
        whole_months_s: rounded(facts.secondsOf('whole months')),
        whole_views_s: rounded(facts.secondsOf('whole views')),
        hourly_views_s: rounded(facts.secondsOf('hourly views')),
        vacuum_s: rounded(vacuumS),
        processor_files_and_ods_s: rounded(atOdsS - atStartS),
        processor_dds_marts_vacuum_s: rounded(atEndS - atOdsS),
        total_s: rounded(odsS + facts.seconds + vacuumS),
        new_hour_s: rounded(newHour.seconds),
        nothing_new_s: rounded(again.seconds),
        ...Object.fromEntries(answers.map(({ name, p50Ms }) => [`${name}_p50_ms`, rounded(p50Ms)])),
      },
      ratios: {},
      n: { flights, questions: answers.length, rounds },
      machine: before,
    };
  } finally {
    await flows.close();
    await postgres.close();
    served.close();
    await rm(dir, { recursive: true, force: true });
  }
}

/** Both files into ods; the two loads run side by side. */
const flightsFlow = (): Flow =>
  flowSchema.parse({
    name: 'flights',
    title: 'Load flights as orders and deliveries',
    steps: [
      { kind: 'extract', name: 'fetch orders', url: '{files}/orders-{day}.csv', as: 'orders-{day}.csv' },
      { kind: 'extract', name: 'fetch deliveries', url: '{files}/deliveries-{day}.csv', as: 'deliveries-{day}.csv' },
      {
        kind: 'transform',
        name: 'orders',
        extract: 'fetch orders',
        rows: { format: 'csv', columns: ORDER_COLUMNS },
        file: 'flights-orders.sql',
      },
      {
        kind: 'transform',
        name: 'deliveries',
        extract: 'fetch deliveries',
        rows: { format: 'csv', columns: DELIVERY_COLUMNS },
        file: 'flights-deliveries.sql',
      },
      { kind: 'load', name: 'load orders', transform: 'orders', table: 'ods.orders', key: ['id'] },
      {
        kind: 'load',
        name: 'load deliveries',
        transform: 'deliveries',
        table: 'ods.deliveries',
        key: ['pipeline_id'],
        beside: true,
      },
    ],
  });

/** The flow of the pack up to its views; sending readings is not measured. */
function factsFlow(flows: readonly Flow[]): Flow {
  const flow = flows.find(({ name }) => name === 'delivery-facts');
  if (flow === undefined) throw new Error('delivery has no flow delivery-facts');
  return { ...flow, steps: flow.steps.slice(0, flow.steps.findIndex(({ name }) => name === 'hourly views') + 1) };
}

/** What autovacuum does a minute later, by its own thresholds: tables that were analysed when they were made are not analysed again. Two are visited side by side. */
async function vacuum(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ name: string; changed: boolean }>(
    `select c.oid::regclass::text as name, s.n_mod_since_analyze > 50 + 0.1 * greatest(c.reltuples, 0) as changed
     from pg_class c join pg_stat_user_tables s on s.relid = c.oid
     where c.relkind = 'r' and c.relnamespace::regnamespace::text in ('ods', 'dds', 'mart') order by pg_relation_size(c.oid) desc`,
  );
  const waiting = [...rows];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      await pool.query(`vacuum ${next.changed ? '(analyze) ' : ''}${next.name}`);
  };
  await Promise.all([work(), work()]);
}

async function isWhole(pool: pg.Pool, expected: number): Promise<void> {
  const { rows } = await pool.query<{
    orders: number;
    deliveries: number;
    hourly: number;
    taken: number;
    monthly: number;
  }>(
    `select (select count(*)::int from dds.fact_orders) as orders, (select count(*)::int from dds.fact_deliveries) as deliveries,
       (select sum(orders)::int from mart.hourly_orders_mv) as hourly, (select sum(deliveries)::int from mart.hourly_deliveries_mv) as taken,
       (select sum(orders)::int from mart.monthly_routes_mv) as monthly`,
  );
  if (!Object.values(rows[0] ?? {}).every((count) => count === expected))
    throw new Error(`the warehouse holds ${JSON.stringify(rows)} of ${expected} orders`);
}

const NEW_ROWS = `
with made as (
  insert into ods.orders (id, source_address_id, target_address_id, registered_at, order_type, price, received_at, source, batch_id)
  select 100000000 + n, n % 200, (n * 7) % 200, $1::timestamptz + n * interval '5 seconds', 'express', 10, now(), 'bench', 'new'
  from generate_series(1, $2::int) n returning id, registered_at
)
insert into ods.deliveries (pipeline_id, cost, performer_id, estimated_at, assigned_at, released_at, received_at, source, batch_id)
select id, 8, id % 200, registered_at, registered_at + interval '5 minutes', registered_at + interval '40 minutes', now(), 'bench', 'new' from made`;

async function seconds(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1_000;
}

async function askAll(
  pool: pg.Pool,
  rounds: number,
): Promise<readonly { readonly name: string; readonly p50Ms: number; readonly plan: string }[]> {
  const answers = [];
  for (const { name, indexOnly, sql } of QUESTIONS) {
    const { rows } = await pool.query<{ 'QUERY PLAN': string }>(
      `explain (analyze, costs off, buffers off, timing off) ${sql}`,
    );
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    if (indexOnly && !plan.includes('Index Only Scan'))
      throw new Error(`${name} is not answered by an Index Only Scan:\n${plan}`);
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1)
      times.push(1_000 * (await seconds(async () => void (await pool.query(sql)))));
    answers.push({ name, p50Ms: times.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN, plan });
  }
  return answers;
}
