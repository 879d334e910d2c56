import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { quoteIdentifier } from '../postgres/identifiers.js';
import { repeatMigrations } from '../postgres/migrate.js';
import { SCHEMAS } from './copy-postgres.js';
import type { PostgresCut } from './manifest.js';

/** Fills an empty database from a backup, table by table as they are read. */
export interface PostgresRestore {
  /** The rows of a table, as the backup has them; false for an entry that is no table. */
  fill(entry: string, content: AsyncIterable<Buffer>): Promise<boolean>;
  /** After the last table: sequences, views, triggers; throws when a table was not filled. */
  finish(): Promise<void>;
}

/** Makes the tables by the migrations of the backup; throws one sentence when the database is not empty. */
export async function startPostgresRestore(pool: pg.Pool, cut: PostgresCut): Promise<PostgresRestore> {
  const { rows: found } = await pool.query<{ schema: string }>(
    "select n.nspname as schema from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = any($1) and c.relkind in ('r', 'p') limit 1",
    [SCHEMAS],
  );
  if (found[0] !== undefined)
    throw new Error(`The database is not empty: its schema ${found[0].schema} holds tables. Give an empty one.`);
  await repeatMigrations(pool, cut.migrations);
  const { rows: known } = await pool.query<{ table: string }>(
    "select format('%I.%I', n.nspname, c.relname) as table from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = any($1) and c.relkind in ('r', 'p')",
    [SCHEMAS],
  );
  const made = new Set(known.map(({ table }) => table));
  const missing = cut.tables.find(({ table }) => !made.has(table));
  if (missing !== undefined)
    throw new Error(`No migration of the backup makes the table ${missing.table}, which it holds.`);
  for (const { table, parent, bounds } of cut.partitions)
    if (!made.has(table)) await pool.query(`create table ${table} partition of ${parent} ${bounds}`);
  const names = cut.tables.map(({ table }) => table);
  // Rows that migrations put there come back with the backup; triggers have done their work when the rows were first written.
  if (names.length > 0) await pool.query(`truncate ${names.join(', ')}`);
  for (const table of names) await pool.query(`alter table ${table} disable trigger user`);
  const left = new Map(cut.tables.map((table) => [table.entry, table]));
  return {
    async fill(entry, content) {
      const table = left.get(entry);
      if (table === undefined) return false;
      const rows = await fillTable(pool, table, content);
      if (rows !== table.rows)
        throw new Error(`${table.table} has ${rows} rows after the restore, ${table.rows} were saved.`);
      left.delete(entry);
      return true;
    },
    async finish() {
      const [unfilled] = left.values();
      if (unfilled !== undefined) throw new Error(`The backup has no rows for ${unfilled.table}.`);
      for (const table of names) await pool.query(`alter table ${table} enable trigger user`);
      for (const { sequence, lastValue } of cut.sequences)
        await pool.query('select setval($1::regclass, $2::bigint)', [sequence, lastValue]);
      const { rows: views } = await pool.query<{ view: string }>(
        "select format('%I.%I', n.nspname, c.relname) as view from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = any($1) and c.relkind = 'm' order by c.oid",
        [SCHEMAS],
      );
      for (const { view } of views) await pool.query(`refresh materialized view ${view}`);
      for (const table of names) await pool.query(`analyze ${table}`);
    },
  };
}

async function fillTable(
  pool: pg.Pool,
  { table, columns }: PostgresCut['tables'][number],
  content: AsyncIterable<Buffer>,
): Promise<number> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    const rows = client.query(copyFrom(`copy ${table} (${columns.map(quoteIdentifier).join(', ')}) from stdin`));
    await pipeline(Readable.from(content), createGunzip(), rows);
    return rows.rowCount ?? 0;
  } catch (error) {
    broken = error instanceof Error ? error : new Error(String(error));
    throw new Error(`${table} cannot be restored: ${broken.message}`, { cause: error });
  } finally {
    client.release(broken);
  }
}
