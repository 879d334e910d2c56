import { MS_PER_DAY } from '@wellhead/contracts';
import { quoteIdentifier, quoteTable } from '@wellhead/stores';
import pg from 'pg';
import { startOfDayMs } from '../../days.js';
import type { StepContext } from '../../step-context.js';
import type { DayTable, LoadStep } from '../run-load.js';
import { copyParts } from './copy-parts.js';

export interface Loaded {
  readonly copied: number;
  readonly rows: number;
}

/**
 * A large day of a table that is partitioned by the day column becomes a partition of its own: filled beside the table, indexed, and put in the place of the rows
 * that the day had. Readers wait for that moment only. undefined: the table is not partitioned so.
 */
export async function loadAsPartition(
  client: pg.PoolClient,
  step: LoadStep,
  table: DayTable,
  context: StepContext,
): Promise<Loaded | undefined> {
  if (step.dayColumn === undefined) return undefined;
  const { rowCount } = await client.query(
    `select from pg_partitioned_table p join pg_attribute a on a.attrelid = p.partrelid and a.attnum = p.partattrs[0]
     where p.partrelid = $1::regclass and p.partstrat = 'r' and p.partnatts = 1 and a.attname = $2`,
    [step.table, step.dayColumn],
  );
  if (rowCount === 0) return undefined;

  const parent = quoteTable(step.table);
  const place = quoteTable(`${step.table}_${table.day.replaceAll('-', '_')}`);
  const made = quoteTable(`${step.table}_${table.day.replaceAll('-', '_')}_new`);
  const [from, to] = [startOfDayMs(table.day), startOfDayMs(table.day) + MS_PER_DAY].map((ms) =>
    pg.escapeLiteral(new Date(ms).toISOString()),
  );
  const at = quoteIdentifier(step.dayColumn);
  await client.query(
    `create table ${made} (like ${parent} including defaults including constraints including comments)`,
  );
  await client.query(`alter table ${made} add constraint on_its_day check (${at} >= ${from} and ${at} < ${to})`);
  const copied = await copyParts(
    client,
    { step, day: table.day, parts: table.parts, columns: table.columns, into: made },
    context,
  );
  const rows =
    copied -
    (await indexed(client, step, made, 'first', () =>
      client.query('select ops.index_as_partition($1, $2)', [made, step.table]),
    ));
  await client.query(`analyze ${made}`);
  const { rowCount: hadPlace } = await client.query('select where to_regclass($1) is not null', [place]);
  if (hadPlace === 1) await client.query(`drop table ${place}`);
  else await client.query(`delete from ${parent} where ${at} >= ${from} and ${at} < ${to}`);
  await client.query(`alter table ${made} rename to ${place.slice(place.indexOf('.') + 1)}`);
  // The check spares Postgres a look at every row.
  await client.query(`alter table ${parent} attach partition ${place} for values from (${from}) to (${to})`);
  await client.query(`alter table ${place} drop constraint on_its_day`);
  await client.query(
    `comment on table ${place} is ${pg.escapeLiteral(`Rows of ${table.day} (UTC) of ${step.table}.`)}`,
  );
  return { copied, rows };
}

/**
 * A table without rows gets them without its keys and indexes, which are made anew then. Nobody else reads or writes it meanwhile. undefined: it has rows, or
 * is needed as it is (a foreign key points to it, it is partitioned).
 */
export async function loadIntoEmptyTable(
  client: pg.PoolClient,
  step: LoadStep,
  tables: readonly DayTable[],
  context: StepContext,
): Promise<Loaded | undefined> {
  const [first] = tables;
  const parts = tables.flatMap((table) => table.parts);
  if (first === undefined) return undefined;
  const target = quoteTable(step.table);
  const isFree = async (): Promise<boolean> => {
    const { rowCount } = await client.query(
      `select from pg_class c where c.oid = $1::regclass and c.relkind = 'r' and c.relreplident = 'd' and not exists (select from ${target})
         and not exists (select from pg_constraint where confrelid = c.oid) and not exists (select from pg_publication_rel where prrelid = c.oid)`,
      [step.table],
    );
    return rowCount === 1;
  };
  if (!(await isFree())) return undefined;
  await client.query(`lock table ${target} in access exclusive mode`);
  // Somebody may have written between the look and the lock.
  if (!(await isFree())) return undefined;

  const { rows: keys } = await client.query<{ name: string; definition: string }>(
    `select quote_ident(conname) as name, pg_get_constraintdef(oid) as definition from pg_constraint
     where conrelid = $1::regclass and contype in ('p', 'u', 'x') order by contype`,
    [step.table],
  );
  const { rows: indexes } = await client.query<{ name: string; definition: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i
     where i.indrelid = $1::regclass and not exists (select from pg_constraint where conindid = i.indexrelid)`,
    [step.table],
  );
  for (const { name } of keys) await client.query(`alter table ${target} drop constraint ${name}`);
  for (const { name } of indexes) await client.query(`drop index ${name}`);
  // Emptied in this transaction: what is copied need not go through the log as well where the server keeps no replica.
  await client.query(`truncate ${target}`);
  const copied = await copyParts(
    client,
    { step, day: first.day, parts, columns: first.columns, into: target },
    context,
  );
  const keep = step.dayColumn === undefined ? 'last' : 'first';
  const removed = await indexed(client, step, target, keep, async () => {
    for (const { name, definition } of keys)
      await client.query(`alter table ${target} add constraint ${name} ${definition}`);
  });
  for (const { definition } of indexes) await client.query(definition);
  await client.query(`analyze ${target}`);
  return { copied, rows: copied - removed };
}

/** Makes keys; where a row has the key of another one, only the first or last of them stays. Answers how many rows went. */
async function indexed(
  client: pg.PoolClient,
  { key }: LoadStep,
  table: string,
  keep: 'first' | 'last',
  makeKeys: () => Promise<unknown>,
): Promise<number> {
  await client.query('savepoint before_keys');
  try {
    await makeKeys();
    return 0;
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== '23505') throw error;
    await client.query('rollback to savepoint before_keys');
  }
  const { rowCount } = await client.query(
    `delete from ${table} t using (
       select ctid, row_number() over (partition by ${key.map(quoteIdentifier).join(', ')} order by ctid ${keep === 'first' ? 'asc' : 'desc'}) as place from ${table}
     ) twice where t.ctid = twice.ctid and twice.place > 1`,
  );
  await makeKeys();
  return rowCount ?? 0;
}
