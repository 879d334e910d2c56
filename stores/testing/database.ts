import { randomBytes } from 'node:crypto';
import type { Pack } from '@wellhead/contracts';
import pg from 'pg';
import { inject } from 'vitest';
import { migrateUp } from '../src/postgres/migrate.js';
import { openPool } from '../src/postgres/pool.js';
import './global-postgres.js';

export interface TestDatabase {
  readonly pool: pg.Pool;
  readonly url: string;
  close(): Promise<void>;
}

async function asAdmin(text: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('postgresUrl') });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

/** A database of its own, migrated (with the packs given), on the run's Postgres; `empty` leaves it unmigrated. Dropped by `close`. */
export async function openTestDatabase(
  options: { readonly packs?: readonly Pack[]; readonly empty?: boolean } = {},
): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asAdmin(`create database ${name}`);
  const address = new URL(inject('postgresUrl'));
  address.pathname = `/${name}`;
  const url = address.toString();
  const pool = openPool(url, { max: 5 });
  if (options.empty !== true) await migrateUp(pool, options.packs ?? []);
  return {
    pool,
    url,
    close: async () => {
      await pool.end();
      await asAdmin(`drop database if exists ${name} with (force)`);
    },
  };
}
