import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { loadPack, installPack, migrateUp, openPool, startEmbeddedPostgres } from '@wellhead/stores';
import { splitStatements } from '@wellhead/pipelines';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { pino } from 'pino';
import { machine, rounded, type BenchOptions, type BenchResult } from './bench-result.js';
import { rowsOf } from './forecast/sets/table.js';
import { deliveriesSql, ordersSql } from './warehouse/flights.js';
import { QUESTIONS } from './warehouse/questions.js';

/** Rows of one statement, about what a source hands in at once when it catches up. */
const ROWS_AT_ONCE = 250_000;
/** The hour that grows once more when all is there, and by how many orders: a month of half a million orders is made anew with it. */
const NEW_HOUR = '2001-06-30T22:00:00Z';
const NEW_ORDERS = 700;

/**
 * Flights of the first half of 2001 as orders and deliveries: from files through ods and dds into the hourly and monthly marts of the pack delivery, the
 * example questions, and the same marts after one more hour.
 */
export async function run({ quick }: BenchOptions): Promise<BenchResult> {
  const before = machine();
  const flights = quick ? 200_000 : 3_000_000;
  const rounds = quick ? 5 : 50;
  const dir = await mkdtemp(path.join(tmpdir(), 'wellhead-bench-warehouse-'));
  const log = pino({ level: 'warn' }, pino.destination(2));
  const postgres = await startEmbeddedPostgres({
    dataDir: path.join(dir, 'postgres'),
    password: 'bench-warehouse',
    log,
  });
  const pool = openPool(postgres.url, { log, max: 2 });
  try {
    const pack = await loadPack(fileURLToPath(new URL('../../packs/delivery', import.meta.url)));
    await migrateUp(pool, [pack]);
    await installPack(pool, pack);
    // The flights are of 2001.
    await pool.query(`insert into ops.settings (name, value) values ('delivery-retention-months', '1200')`);
    const orders = await writeParts(dir, 'orders', ordersSql(flights), flights);
    const deliveries = await writeParts(dir, 'deliveries', deliveriesSql(flights), flights);
    const makeFacts = (): Promise<void> => runFile(pool, pack.sql['load-facts.sql'] ?? '');

    const odsS = await seconds(async () => {
      for (const file of orders) await copy(pool, 'ods.orders', ORDER_COLUMNS, file);
      for (const file of deliveries) await copy(pool, 'ods.deliveries', DELIVERY_COLUMNS, file);
    });
    const factsS = await seconds(makeFacts);
    const vacuumS = await seconds(async () => void (await pool.query('vacuum (analyze)')));

    const answers = await askAll(pool, rounds);
    await pool.query(NEW_ROWS, [NEW_HOUR, NEW_ORDERS]);
    const newHourS = await seconds(makeFacts);
    const again = await seconds(makeFacts);
    const { rows: counted } = await pool.query<{ orders: number; made: number }>(
      `select (select count(*)::int from dds.fact_orders) as orders, (select sum(orders)::int from mart.hourly_orders_mv) as made`,
    );
    if (counted[0]?.orders !== flights + NEW_ORDERS || counted[0].made !== counted[0].orders)
      throw new Error(`the marts hold ${JSON.stringify(counted)} of ${flights + NEW_ORDERS} orders`);
    for (const { name, plan } of answers) console.log(`\n${name}\n${plan}`);
    return {
      name: 'warehouse',
      figures: {
        to_ods_s: rounded(odsS),
        to_dds_and_marts_s: rounded(factsS),
        vacuum_s: rounded(vacuumS),
        total_s: rounded(odsS + factsS + vacuumS),
        new_hour_s: rounded(newHourS),
        nothing_new_s: rounded(again),
        ...Object.fromEntries(answers.map(({ name, p50Ms }) => [`${name}_p50_ms`, rounded(p50Ms)])),
      },
      ratios: {},
      n: { flights, questions: answers.length, rounds },
      machine: before,
    };
  } finally {
    await pool.end();
    await postgres.close();
    await rm(dir, { recursive: true, force: true });
  }
}

const ORDER_COLUMNS =
  'id, source_address_id, target_address_id, registered_at, order_type, price, received_at, source, batch_id';
const DELIVERY_COLUMNS =
  'pipeline_id, cost, performer_id, estimated_at, assigned_at, released_at, received_at, source, batch_id';
const NEW_ROWS = `
with made as (
  insert into ods.orders (${ORDER_COLUMNS})
  select 100000000 + n, n % 200, (n * 7) % 200, $1::timestamptz + n * interval '5 seconds', 'express', 10, now(), 'bench', 'new'
  from generate_series(1, $2::int) n returning id, registered_at
)
insert into ods.deliveries (${DELIVERY_COLUMNS})
select id, 8, id % 200, registered_at, registered_at + interval '5 minutes', registered_at + interval '40 minutes', now(), 'bench', 'new' from made`;

/** Writes the rows of a query of DuckDB as CSV files of equal parts; not measured. */
async function writeParts(dir: string, name: string, sql: string, rows: number): Promise<readonly string[]> {
  const files: string[] = [];
  const all = path.join(dir, `${name}.parquet`);
  await rowsOf(`copy (${sql}) to '${all}'`);
  for (let from = 0; from < rows; from += ROWS_AT_ONCE) {
    const file = path.join(dir, `${name}-${from}.csv`);
    await rowsOf(
      `copy (from '${all}' where id > ${from} and id <= ${from + ROWS_AT_ONCE} order by id) to '${file}' (header false)`,
    );
    files.push(file);
  }
  return files;
}

async function copy(pool: pg.Pool, table: string, columns: string, file: string): Promise<void> {
  const client = await pool.connect();
  try {
    await pipeline(
      createReadStream(file),
      client.query(copyFrom(`copy ${table} (${columns}) from stdin (format csv)`)),
    );
  } finally {
    client.release();
  }
}

async function runFile(pool: pg.Pool, sql: string): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    for (const { text } of splitStatements(sql)) await client.query(text);
    await client.query('commit');
  } finally {
    client.release();
  }
}

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
