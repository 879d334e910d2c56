import { createHash } from 'node:crypto';
import type { Pack } from '@wellhead/contracts';
import { packSchema } from '@wellhead/contracts';
import { expect, it } from 'vitest';
import { openTestDatabase } from '../../testing/database.js';
import { migrateDown, migrateUp, migrationStatus } from './migrate.js';

const packOf = (up: string): Pack => ({
  manifest: packSchema.parse({ name: 'shop', title: 'Shop', describes: 'test' }),
  sql: {},
  migrations: [{ name: 'shop/0001-orders', up, down: 'drop table ods.orders' }],
});

it('applies ours and then the pack’s once, also when two processes start together', async () => {
  const database = await openTestDatabase({ empty: true });
  const pack = packOf('create table ods.orders (id text primary key)');
  const both = await Promise.all([migrateUp(database.pool, [pack]), migrateUp(database.pool, [pack])]);
  const names = both.flat();
  expect(names[0]).toBe('0001-foundation');
  expect(names.at(-1)).toBe('shop/0001-orders');
  expect(new Set(names).size).toBe(names.length);
  expect(await migrateDown(database.pool, 1)).toEqual(['shop/0001-orders']);
  const status = await migrationStatus(database.pool, [pack]);
  expect(status.at(-1)).toEqual({ name: 'shop/0001-orders', appliedAt: undefined });
  await database.close();
});

it('rolls a failing migration back and says which one it was', async () => {
  const database = await openTestDatabase({ packs: [] });
  const broken = packOf('create table ods.orders (id text); select nonsense');
  await expect(migrateUp(database.pool, [broken])).rejects.toThrow(
    /shop\/0001-orders failed and was rolled back.*nonsense/,
  );
  const { rows } = await database.pool.query("select to_regclass('ods.orders') as t");
  expect(rows).toEqual([{ t: null }]);
  await database.close();
});

it('refuses a migration whose text changed after it was applied', async () => {
  const database = await openTestDatabase({ packs: [packOf('create table ods.orders (id text)')] });
  await expect(migrateUp(database.pool, [packOf('create table ods.orders (id int)')])).rejects.toThrow(
    /shop\/0001-orders was changed after it was applied/,
  );
  await database.close();
});

it('takes a new text in place of the one that it names as replaced, and keeps its way back', async () => {
  const old = 'create table ods.orders (id text)';
  const database = await openTestDatabase({ packs: [packOf(old)] });
  const hash = createHash('sha256').update(old).digest('hex');
  const renamed = packOf(`-- replaces ${hash}: other name\ncreate table ods.other (id text)`);
  expect(await migrateUp(database.pool, [renamed])).toEqual([]);
  expect(await migrateUp(database.pool, [renamed])).toEqual([]);
  await expect(migrateUp(database.pool, [packOf(old)])).rejects.toThrow(/was changed after it was applied/);
  await database.close();
});
