import type { PoolClient } from 'pg';
import { expect, it } from 'vitest';
import { openTestDatabase } from '../../testing/database.js';
import { inTransaction, openPool } from './pool.js';

it('survives connections that the server ends', async () => {
  const database = await openTestDatabase();
  const pool = openPool(database.url, { max: 2 });
  const lost = new Promise<void>((resolve) => pool.once('error', () => resolve()));
  const { rows } = await pool.query<{ pid: number }>('select pg_backend_pid() as pid');
  await database.pool.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
  await lost;
  expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  await pool.end();
  await database.close();
});

it('survives that the server ends a connection in the middle of a transaction', async () => {
  const database = await openTestDatabase();
  const pool = openPool(database.url, { max: 2 });
  const broken = inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    const lost = new Promise<void>((resolve) => client.once('end', () => resolve()));
    await database.pool.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
    await lost;
    await client.query('select 1');
  });
  await expect(broken).rejects.toThrow();
  expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  await pool.end();
  await database.close();
});

it('gives days as text and times in UTC, wherever the process runs', async () => {
  const database = await openTestDatabase();
  const { rows } = await database.pool.query(
    "select date '2026-03-29' as day, timestamptz '2026-03-29 02:30Z' as at, current_setting('timezone') as zone",
  );
  expect(rows).toEqual([{ day: '2026-03-29', at: new Date('2026-03-29T02:30:00Z'), zone: 'UTC' }]);
  await database.close();
});

it('waits so long for a connection that comes free, and then says that none did', async () => {
  const database = await openTestDatabase();
  const pool = openPool(database.url, { max: 1, waitMs: 200 });
  // On a busy machine the first connection itself may take longer than that.
  const connected = (): Promise<PoolClient> => pool.connect().catch(connected);
  const lent = await connected();
  // The words that the data source knows it by.
  await expect(pool.query('select 1')).rejects.toThrow(/^timeout exceeded when trying to connect/);
  lent.release();
  expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  await pool.end();
  await database.close();
});

it('commits all of a transaction or nothing', async () => {
  const database = await openTestDatabase();
  const add = 'insert into ops.settings (name, value) values ($1, $2)';
  const failed = inTransaction(database.pool, async (client) => {
    await client.query(add, ['a', '1']);
    throw new Error('no');
  });
  await expect(failed).rejects.toThrow('no');
  await inTransaction(database.pool, (client) => client.query(add, ['b', '2']));
  expect((await database.pool.query('select name from ops.settings')).rows).toEqual([{ name: 'b' }]);
  await database.close();
});
