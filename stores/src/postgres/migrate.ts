import { createHash } from 'node:crypto';
import type { Migration, Pack } from '@wellhead/contracts';
import type pg from 'pg';
import { foundationMigrations } from './migration-files.js';

/** One migration: applied or still to come. */
export interface MigrationState {
  readonly name: string;
  readonly appliedAt: Date | undefined;
}

/** Any number that only Wellhead's migrations use as a lock. */
const LOCK = 7_305_811_902;

// Outside of `ops`, which the first migration makes and unmakes. Both ways are kept with the row: a version that no longer knows a
// migration, or has not its pack, can still take it back, and a backup can make the tables again. Rows of older versions get `up` later.
const TABLE = `create table if not exists public.wellhead_migrations (
  sequence bigint generated always as identity primary key,
  name text not null unique,
  hash text not null,
  down text not null,
  applied_at timestamptz not null default now()
);
alter table public.wellhead_migrations add column if not exists up text`;

const KEEP_UP = 'update public.wellhead_migrations set up = $2 where name = $1';

const hashOf = (migration: Migration): string => createHash('sha256').update(migration.up).digest('hex');

/** The hash of an older text that leads to the same tables together with the migrations behind it: `-- replaces <sha256>: why`. */
const REPLACES = /^-- replaces ([0-9a-f]{64}):/m;
const replaces = (migration: Migration, hash: string): boolean => REPLACES.exec(migration.up)?.[1] === hash;

async function underLock<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    try {
      await client.query(TABLE);
      return await work(client);
    } finally {
      await client.query('select pg_advisory_unlock($1)', [LOCK]);
    }
  } finally {
    client.release();
  }
}

async function step(client: pg.PoolClient, migration: string, sql: string, record: pg.QueryConfig): Promise<void> {
  await client.query('begin');
  try {
    await client.query(sql);
    await client.query(record);
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback');
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Migration ${migration} failed and was rolled back: ${reason}`, { cause });
  }
}

/**
 * Applies what is not applied yet: ours, then each pack's, one transaction each, under an advisory lock (others wait for it).
 * Returns the names applied. Throws when an applied migration has another text now, unless that names the older one as replaced.
 */
export async function migrateUp(pool: pg.Pool, packs: readonly Pack[] = []): Promise<readonly string[]> {
  const all = [...(await foundationMigrations()), ...packs.flatMap((pack) => pack.migrations)];
  return underLock(pool, async (client) => {
    const { rows } = await client.query<{ name: string; hash: string; up: string | null; applied_at: Date }>(
      'select name, hash, up, applied_at from public.wellhead_migrations',
    );
    const applied = new Map(rows.map((row) => [row.name, row]));
    const done: string[] = [];
    for (const migration of all) {
      const before = applied.get(migration.name);
      if (before !== undefined && before.hash !== hashOf(migration) && replaces(migration, before.hash)) {
        await client.query('update public.wellhead_migrations set hash = $2, up = $3, down = $4 where name = $1', [
          migration.name,
          hashOf(migration),
          migration.up,
          migration.down,
        ]);
        continue;
      }
      if (before !== undefined && before.hash !== hashOf(migration))
        throw new Error(
          `Migration ${migration.name} was changed after it was applied (${before.applied_at.toISOString()}): put its old text back and write a new migration, or take it down first.`,
        );
      if (before !== undefined) {
        if (before.up === null) await client.query(KEEP_UP, [migration.name, migration.up]);
        continue;
      }
      await step(client, migration.name, migration.up, {
        text: 'insert into public.wellhead_migrations (name, hash, up, down) values ($1, $2, $3, $4)',
        values: [migration.name, hashOf(migration), migration.up, migration.down],
      });
      done.push(migration.name);
    }
    return done;
  });
}

/** A migration as a database has it. */
export interface AppliedMigration extends Migration {
  readonly appliedAt: string;
}

/** The applied migrations with their texts, in their order. Throws where an old row has no way up yet: any start fills it in. */
export async function appliedMigrations(client: pg.ClientBase): Promise<readonly AppliedMigration[]> {
  const { rows } = await client.query<{ name: string; up: string | null; down: string; applied_at: Date }>(
    'select name, up, down, applied_at from public.wellhead_migrations order by sequence',
  );
  return rows.map(({ name, up, down, applied_at }) => {
    if (up === null)
      throw new Error(
        `The text of migration ${name} is not kept yet: run wellhead migrate up with the pack it belongs to.`,
      );
    return { name, up, down, appliedAt: applied_at.toISOString() };
  });
}

/** Makes an empty database what another one was by its migrations. Throws when any is applied already. */
export async function repeatMigrations(pool: pg.Pool, migrations: readonly AppliedMigration[]): Promise<void> {
  await underLock(pool, async (client) => {
    const { rowCount } = await client.query('select from public.wellhead_migrations limit 1');
    if (rowCount !== 0) throw new Error('The database is not empty: it has Wellhead’s tables already.');
    for (const migration of migrations)
      await step(client, migration.name, migration.up, {
        text: 'insert into public.wellhead_migrations (name, hash, up, down, applied_at) values ($1, $2, $3, $4, $5)',
        values: [migration.name, hashOf(migration), migration.up, migration.down, migration.appliedAt],
      });
  });
}

/** Takes the newest `steps` migrations back, the last applied first. Returns their names. */
export async function migrateDown(pool: pg.Pool, steps: number): Promise<readonly string[]> {
  return underLock(pool, async (client) => {
    const { rows } = await client.query<{ name: string; down: string }>(
      'select name, down from public.wellhead_migrations order by sequence desc limit $1',
      [steps],
    );
    for (const row of rows)
      await step(client, row.name, row.down, {
        text: 'delete from public.wellhead_migrations where name = $1',
        values: [row.name],
      });
    return rows.map((row) => row.name);
  });
}

/** What is applied, in that order, then what is still to come. */
export async function migrationStatus(pool: pg.Pool, packs: readonly Pack[] = []): Promise<readonly MigrationState[]> {
  const all = [...(await foundationMigrations()), ...packs.flatMap((pack) => pack.migrations)];
  const { rows: found } = await pool.query<{ there: boolean }>(
    "select to_regclass('public.wellhead_migrations') is not null as there",
  );
  const { rows } =
    found[0]?.there === true
      ? await pool.query<{ name: string; applied_at: Date }>(
          'select name, applied_at from public.wellhead_migrations order by sequence',
        )
      : { rows: [] };
  const applied = new Set(rows.map((row) => row.name));
  return [
    ...rows.map((row) => ({ name: row.name, appliedAt: row.applied_at })),
    ...all.filter(({ name }) => !applied.has(name)).map(({ name }) => ({ name, appliedAt: undefined })),
  ];
}
