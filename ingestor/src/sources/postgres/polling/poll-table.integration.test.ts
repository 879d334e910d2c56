import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../../../stores/testing/database.js';
import { openPolledTable } from './poll-table.js';
import { polledTableSchema } from './polling-config.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase({ empty: true });
});
afterAll(() => database.close());

const table = polledTableSchema.parse({
  table: 'public.orders',
  key: ['id'],
  watermark: { form: 'time', column: 'updated_at', lookBackSeconds: 3_600 },
  payload: { format: 'records', recordType: 'orders' },
});

it('reads a long look-back again only when a row of it came late, was changed or is gone', async () => {
  await database.pool.query(
    `create table orders (id bigint primary key, price numeric, updated_at timestamptz not null)`,
  );
  await database.pool.query(
    `insert into orders select id, 1, now() - interval '10 minutes' from generate_series(1, 150) id`,
  );
  let sent = 0;
  let kept = 0;
  let breaks = false;
  const counting = {
    query: async (asked: { text: string }) => {
      const answer = await database.pool.query(asked);
      if (breaks && asked.text.includes('limit')) throw new Error('the connection was lost');
      if (asked.text.includes('limit')) sent += answer.rows.length;
      return answer;
    },
  } as unknown as Pool;
  const polled = openPolledTable(table, {
    pool: counting,
    rowsAtOnce: 1_000,
    positions: new Map(),
    keep: (messages) => {
      kept += messages.length;
      return Promise.resolve('kept');
    },
  });
  /** Rows that a round was sent, and messages that it kept. */
  const round = async (): Promise<readonly [number, number]> => {
    [sent, kept] = [0, 0];
    await polled.round();
    return [sent, kept];
  };
  const place = (id: number, minutesAgo: number) =>
    database.pool.query(
      `insert into orders values ($1, 2, now() - make_interval(mins => $2))
       on conflict (id) do update set price = excluded.price, updated_at = excluded.updated_at`,
      [id, minutesAgo],
    );

  expect(await round()).toEqual([150, 1]);
  expect([await round(), await round()]).toEqual([
    [150, 0],
    [150, 0],
  ]);
  expect([await round(), await round()]).toEqual([
    [0, 0],
    [0, 0],
  ]);
  await place(151, 20);
  expect(await round()).toEqual([151, 1]);
  expect(await round()).toEqual([0, 0]);
  await place(7, 15);
  expect(await round()).toEqual([151, 1]);
  await database.pool.query('delete from orders where id = 8');
  expect(await round()).toEqual([150, 0]);
  expect(await round()).toEqual([0, 0]);
  await place(152, 0);
  expect(await round()).toEqual([1, 1]);
  // What a round that broke off has not read is read by the next one.
  await place(153, 30);
  breaks = true;
  await expect(polled.round()).rejects.toThrow('the connection was lost');
  breaks = false;
  expect(await round()).toEqual([152, 1]);
});
