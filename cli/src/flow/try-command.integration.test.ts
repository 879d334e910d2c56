import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TriedFlow } from '@wellhead/pipelines';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../stores/testing/database.js';
import { listen } from '../../testing/listen.js';

let database: TestDatabase;
let dir: string;
const run = (...words: string[]) => listen({ DATABASE_URL: database.url, WELLHEAD_DATA_DIR: dir }, ...words);

const order = {
  order_line_id: 1,
  order_id: 'CA-1',
  order_date: '2026-03-01',
  original_order_date: '2017-03-01',
  customer_id: 'c1',
  region: 'West',
  product_id: 'p1',
  category: 'Furniture',
  sub_category: 'Chairs',
  product_name: 'A chair',
  sales: 120.5,
  quantity: 2,
  discount: 0,
  profit: 30,
};

beforeEach(async () => {
  database = await openTestDatabase({ empty: true });
  dir = await mkdtemp(path.join(tmpdir(), 'wellhead-try-'));
  expect((await run('migrate', 'up')).exitCode).toBe(0);
});
afterEach(async () => {
  await database.close();
  await rm(dir, { recursive: true, force: true });
});

it('shows what a sample would become in every step, and why a row would be refused; nothing is written', async () => {
  const sample = path.join(dir, 'orders.json');
  await writeFile(sample, JSON.stringify({ rows: [order, { ...order, order_line_id: 2, quantity: 'two' }] }));
  const { exitCode, said } = await run(
    'flow',
    'try',
    'retail-daily',
    '--sample',
    sample,
    '--from',
    '2026-03-01',
    '--json',
  );
  // A refused row is something to mend.
  expect(exitCode).toBe(1);
  const tried = JSON.parse(said) as TriedFlow;
  expect(tried.outcome).toBe('would-succeed');
  const [pull, orders, , readings] = tried.steps;
  expect(pull?.refused).toEqual([{ row: 1, reason: 'quantity must be integer' }]);
  expect(pull?.sample).toEqual([order]);
  expect(pull?.changes).toEqual([{ table: 'stg.orders', inserted: 1, updated: 0, deleted: 0 }]);
  expect(orders?.changes).toEqual([{ table: 'ods.order_lines', inserted: 1, updated: 0, deleted: 0 }]);
  expect(readings?.sample).toContainEqual(
    expect.objectContaining({ asset: 'superstore', field: 'amount', value: 120.5 }),
  );
  for (const table of ['stg.orders', 'ods.order_lines', 'mart.sales_daily'])
    expect((await database.pool.query(`select from ${table}`)).rowCount).toBe(0);
});

it('reads one JSON object a line, and tells the line that is none', async () => {
  const sample = path.join(dir, 'orders.ndjson');
  await writeFile(sample, `${JSON.stringify(order)}\n`);
  const good = await run('flow', 'try', 'retail-daily', '--sample', sample, '--from', '2026-03-01');
  expect(good.exitCode).toBe(0);
  expect(good.said).toContain('nothing was written');
  await writeFile(sample, `${JSON.stringify(order)}\nnot json\n`);
  const bad = await run('flow', 'try', 'retail-daily', '--sample', sample);
  expect(bad.exitCode).toBe(2);
  expect(bad.complained).toContain('line 2');
});

it('tells a step that would fail, and goes no further', async () => {
  const { exitCode, said } = await run('flow', 'try', 'retail-daily', '--from', '2026-03-01');
  expect(exitCode).toBe(1);
  expect(said).toContain('would fail: {demo_api}/v1/orders?day={day} needs a value for {demo_api}');
  expect(said).not.toContain('orders (sql)');
});

it('lists the flows when there is none of that name, and refuses what is no day', async () => {
  const unknown = await run('flow', 'try', 'nope');
  expect(unknown.exitCode).toBe(2);
  expect(unknown.complained).toContain('retail-daily');
  const day = await run('flow', 'try', 'retail-archive', '--from', 'yesterday');
  expect(day.exitCode).toBe(2);
  expect(day.complained).toContain('expected YYYY-MM-DD');
});
