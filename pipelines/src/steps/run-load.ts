import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type FlowStep, MS_PER_DAY } from '@wellhead/contracts';
import { copyInto, quoteIdentifier, quoteTable } from '@wellhead/stores';
import type pg from 'pg';
import { daysOf, startOfDayMs } from '../days.js';
import type { StepContext, StepFigures } from '../step-context.js';
import { workFolder } from '../work-data.js';
import { inTransaction } from './run-sql.js';
import { type WorkTable, workTableOf } from './run-transform.js';

type LoadStep = Extract<FlowStep, { kind: 'load' }>;

interface DayTable extends WorkTable {
  readonly day: string;
}

/**
 * Copies the tables of all days into the warehouse in one transaction: with `dayColumn` in place of what the days held, else by the key. The same tables
 * again leave the same rows. A day without a table leaves its rows as they are.
 */
export async function runLoad(step: LoadStep, context: StepContext): Promise<StepFigures> {
  const tables: DayTable[] = [];
  for (const day of daysOf(context.range)) {
    const table = await workTableOf(context, step.transform, day);
    if (table) tables.push({ ...table, day });
  }
  const [first] = tables;
  if (first === undefined) return { days: 0, rows: 0 };
  const columns = first.columns.map(quoteIdentifier).join(', ');
  return inTransaction(context, 'begin', async (client) => {
    await client.query(
      `create temp table loaded on commit drop as select ${columns} from ${quoteTable(step.table)} with no data`,
    );
    const copied = await copyTables(step, tables, first, client, context);
    const rows = await (step.dayColumn === undefined
      ? upsert(step, first.columns, client)
      : replaceDays(step, step.dayColumn, first.columns, tables, client));
    if (copied > rows)
      await context.log('warn', `${copied - rows} rows have a key that another row has: one of each is kept`);
    return { days: tables.length, rows, duplicateRows: copied - rows };
  });
}

/** Parts of the work data that are put into one CSV: many small days at once, and of a large one no more than this lies on disk as text. */
const BATCH_BYTES = 64 * 1024 * 1024;

async function batchesOf(parts: readonly string[]): Promise<string[][]> {
  const batches: string[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const part of parts) {
    const { size } = await stat(part);
    if (bytes + size > BATCH_BYTES) {
      batches.push([]);
      bytes = 0;
    }
    batches.at(-1)?.push(part);
    bytes += size;
  }
  return batches;
}

async function copyTables(
  step: LoadStep,
  tables: readonly DayTable[],
  { columns, day }: DayTable,
  client: pg.PoolClient,
  context: StepContext,
): Promise<number> {
  let rows = 0;
  for (const parts of await batchesOf(tables.flatMap((table) => table.parts))) {
    const csvFile = path.join(workFolder(context, step.transform, day), 'part.csv');
    await context.transforms.ask('export', { parts, columns, csvFile }, context.signal);
    const copying = copyInto(client, 'pg_temp.loaded', columns);
    await pipeline(createReadStream(csvFile), copying.stream, { signal: context.signal });
    rows += copying.rows();
    await rm(csvFile, { force: true });
  }
  return rows;
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
