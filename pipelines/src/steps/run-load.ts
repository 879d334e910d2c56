import { type FlowStep, MS_PER_DAY } from '@wellhead/contracts';
import { quoteIdentifier, quoteTable } from '@wellhead/stores';
import type pg from 'pg';
import { daysOf, startOfDayMs } from '../days.js';
import type { StepContext, StepFigures } from '../step-context.js';
import { bytesOf, copyParts } from './load/copy-parts.js';
import { type Loaded, loadAsPartition, loadIntoEmptyTable } from './load/large-tables.js';
import { inTransaction } from './run-sql.js';
import { type WorkTable, workTableOf } from './run-transform.js';

export type LoadStep = Extract<FlowStep, { kind: 'load' }>;

export interface DayTable extends WorkTable {
  readonly day: string;
}

/**
 * Copies the tables of all days into the warehouse in one transaction: with `dayColumn` in place of what the days held, else by the key. The same tables
 * again leave the same rows. A day without a table leaves its rows as they are. Large loads get their indexes after their rows, where the table lets them.
 */
export async function runLoad(step: LoadStep, context: StepContext): Promise<StepFigures> {
  const tables: DayTable[] = [];
  for (const day of daysOf(context.range)) {
    const table = await workTableOf(context, step.transform, day);
    if (table) tables.push({ ...table, day });
  }
  if (tables.length === 0) return { days: 0, rows: 0 };
  const { copied, rows } = await inTransaction(context, 'begin', async (client) => {
    const whole =
      (await bytesOf(partsOf(tables))) >= WHOLE_BYTES
        ? await loadIntoEmptyTable(client, step, tables, context)
        : undefined;
    if (whole !== undefined) return whole;
    const sum = { copied: 0, rows: 0 };
    const small: DayTable[] = [];
    for (const table of tables) {
      const large =
        (await bytesOf(table.parts)) >= LARGE_BYTES ? await loadAsPartition(client, step, table, context) : undefined;
      if (large === undefined) small.push(table);
      sum.copied += large?.copied ?? 0;
      sum.rows += large?.rows ?? 0;
    }
    const { copied: more, rows: moreRows } = await loadRowByRow(client, step, small, context);
    return { copied: sum.copied + more, rows: sum.rows + moreRows };
  });
  if (copied > rows)
    await context.log('warn', `${copied - rows} rows have a key that another row has: one of each is kept`);
  return { days: tables.length, rows, duplicateRows: copied - rows };
}

/** Days of this size become partitions, and empty tables get this much, before there are keys and indexes: for less the way there costs more than it saves. */
const LARGE_BYTES = 16 * 1024 * 1024;
const WHOLE_BYTES = 2 * 1024 * 1024;

const partsOf = (tables: readonly DayTable[]): string[] => tables.flatMap(({ parts }) => [...parts]);

/** By way of a temporary table, each row to its place in the indexes. */
async function loadRowByRow(
  client: pg.PoolClient,
  step: LoadStep,
  tables: readonly DayTable[],
  context: StepContext,
): Promise<Loaded> {
  const [first] = tables;
  if (first === undefined) return { copied: 0, rows: 0 };
  const { columns, day } = first;
  await client.query(
    `create temp table loaded on commit drop as select ${columns.map(quoteIdentifier).join(', ')} from ${quoteTable(step.table)} with no data`,
  );
  const order = { step, day, parts: partsOf(tables), columns, into: 'pg_temp.loaded' };
  const copied = await copyParts(client, order, context);
  const rows = await (step.dayColumn === undefined
    ? upsert(step, columns, client)
    : replaceDays(step, step.dayColumn, columns, tables, client));
  return { copied, rows };
}

async function replaceDays(
  { table, key }: LoadStep,
  dayColumn: string,
  columns: readonly string[],
  tables: readonly DayTable[],
  client: pg.PoolClient,
): Promise<number> {
  const at = quoteIdentifier(dayColumn);
  for (const { day } of tables)
    await client.query(`delete from ${quoteTable(table)} where ${at} >= $1 and ${at} < $2`, [
      new Date(startOfDayMs(day)).toISOString(),
      new Date(startOfDayMs(day) + MS_PER_DAY).toISOString(),
    ]);
  const names = columns.map(quoteIdentifier).join(', ');
  const { rowCount } = await client.query(
    `insert into ${quoteTable(table)} (${names}) select ${names} from loaded on conflict (${key.map(quoteIdentifier).join(', ')}) do nothing`,
  );
  return rowCount ?? 0;
}

/** Of two rows with one key the later one counts. */
async function upsert({ table, key }: LoadStep, columns: readonly string[], client: pg.PoolClient): Promise<number> {
  const names = columns.map(quoteIdentifier).join(', ');
  const keys = key.map(quoteIdentifier).join(', ');
  const others = columns.filter((column) => !key.includes(column)).map(quoteIdentifier);
  const change =
    others.length === 0
      ? 'nothing'
      : `update set ${others.map((column) => `${column} = excluded.${column}`).join(', ')}`;
  const { rowCount } = await client.query(
    `insert into ${quoteTable(table)} (${names})
     select distinct on (${keys}) ${names} from loaded order by ${keys}, ctid desc
     on conflict (${keys}) do ${change}`,
  );
  return rowCount ?? 0;
}
