import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { quoteIdentifier } from '../postgres/identifiers.js';
import { appliedMigrations } from '../postgres/migrate.js';
import type { PostgresCut } from './manifest.js';
import type { BackupWriter } from './tar-writer.js';

/** Schemas that are ours. `pgboss` is not copied: queues are made anew at start, and a job that waited is queued again by its schedule. */
export const SCHEMAS = ['stg', 'ods', 'dds', 'mart', 'ops'];

/**
 * Only ever added to, and written before a record is spooled: copied as they are now, not as of the snapshot, so that they know every
 * record up to the cut, which is later.
 */
const GROWING = new Set(['ops.field_types']);

/** One instant of the database, kept open while it is copied. */
export interface PostgresSnapshot {
  /** How far each sink of each ingestor had come at that instant. */
  readonly cursors: readonly { readonly ingestor: string; readonly sink: string; readonly sequence: number }[];
  /** Copies every table into the backup; `work` is a folder for one of them at a time. */
  copy(writer: BackupWriter, work: string): Promise<PostgresCut>;
  close(): Promise<void>;
}

/** Opens a snapshot: one repeatable-read transaction, so that all tables are of one instant however long copying takes. */
export async function openPostgresSnapshot(pool: pg.Pool): Promise<PostgresSnapshot> {
  const client = await pool.connect();
  await client.query('begin isolation level repeatable read read only');
  // The first query takes the snapshot.
  const { rows } = await client.query<{ ingestor: string; sink: string; sequence: string }>(
    'select ingestor, sink, sequence from ops.sink_cursors',
  );
  return {
    cursors: rows.map(({ ingestor, sink, sequence }) => ({ ingestor, sink, sequence: Number(sequence) })),
    copy: (writer, work) => copyTables(pool, client, writer, work),
    async close() {
      let broken: Error | undefined;
      await client.query('commit').catch((error: Error) => {
        broken = error;
      });
      client.release(broken);
    },
  };
}

async function copyTables(
  pool: pg.Pool,
  client: pg.PoolClient,
  writer: BackupWriter,
  work: string,
): Promise<PostgresCut> {
  const { rows: versions } = await client.query<{ version: string }>(
    "select current_setting('server_version') as version",
  );
  const migrations = await appliedMigrations(client);
  const tables: PostgresCut['tables'] = [];
  for (const { table, name, columns } of await tablesInOrder(client)) {
    const entry = `postgres/${name}.copy.gz`;
    const file = join(work, 'table.copy.gz');
    const rows = GROWING.has(name)
      ? await withClient(pool, (now) => copyTable(now, table, columns, file))
      : await copyTable(client, table, columns, file);
    await writer.addFile(entry, file);
    await rm(file);
    tables.push({ table, columns, rows, entry });
  }
  const { rows: partitions } = await client.query<PostgresCut['partitions'][number]>(PARTITIONS, [SCHEMAS]);
  const { rows: sequences } = await client.query<PostgresCut['sequences'][number]>(SEQUENCES, [SCHEMAS]);
  return { version: versions[0]?.version ?? '', migrations: [...migrations], tables, partitions, sequences };
}

// A partition is copied through its parent; a view, also a materialised one, is made anew. Generated columns cannot be given.
const TABLES = `
  select c.oid::int as oid, format('%I.%I', n.nspname, c.relname) as table, n.nspname || '.' || c.relname as name,
    array(select a.attname::text from pg_attribute a
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns,
    array(select k.confrelid::int from pg_constraint k where k.conrelid = c.oid and k.contype = 'f' and k.confrelid <> c.oid) as needs
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = any($1) and c.relkind in ('r', 'p') and not c.relispartition
  order by n.nspname, c.relname`;
const PARTITIONS = `
  select format('%I.%I', n.nspname, c.relname) as table, i.inhparent::regclass::text as parent, pg_get_expr(c.relpartbound, c.oid) as bounds
  from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_inherits i on i.inhrelid = c.oid
  where n.nspname = any($1) and c.relispartition and c.relkind in ('r', 'p') order by c.oid`;
const SEQUENCES = `
  select format('%I.%I', schemaname, sequencename) as sequence, last_value::text as "lastValue"
  from pg_sequences where schemaname = any($1) and last_value is not null order by 1`;

interface CopiedTable {
  readonly oid: number;
  readonly table: string;
  readonly name: string;
  readonly columns: string[];
  readonly needs: readonly number[];
}

/** Tables, those that others refer to before them. */
async function tablesInOrder(client: pg.PoolClient): Promise<readonly CopiedTable[]> {
  const { rows } = await client.query<CopiedTable>(TABLES, [SCHEMAS]);
  const left = new Map(rows.map((row) => [row.oid, row]));
  const ordered: CopiedTable[] = [];
  while (left.size > 0) {
    const free = [...left.values()].filter(({ needs }) => needs.every((oid) => !left.has(oid)));
    if (free.length === 0)
      throw new Error(
        `The tables ${[...left.values()].map(({ table }) => table).join(', ')} refer to each other in a circle.`,
      );
    for (const one of free) left.delete(one.oid);
    ordered.push(...free);
  }
  return ordered;
}

async function copyTable(
  client: pg.PoolClient,
  table: string,
  columns: readonly string[],
  file: string,
): Promise<number> {
  const list = columns.map(quoteIdentifier).join(', ');
  let rows = 0;
  // COPY's text format ends each row, and nothing else, with a line feed.
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      for (const byte of chunk) if (byte === 0x0a) rows += 1;
      done(null, chunk);
    },
  });
  await pipeline(
    client.query(copyTo(`copy (select ${list} from ${table}) to stdout`)),
    count,
    createGzip({ level: 3 }),
    createWriteStream(file),
  );
  return rows;
}

async function withClient<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    return await work(client);
  } finally {
    client.release();
  }
}
