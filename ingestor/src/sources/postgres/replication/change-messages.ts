import { quoteIdentifier, quoteTable } from '@wellhead/stores';
import type { Pool } from 'pg';
import type { SourceMessage } from '../../../intake.js';
import { asText } from '../as-text.js';
import { columnValue, type ColumnValue } from '../domain/column-values.js';
import { keyText, recordOf, rowsMessages, type SourceRow } from '../rows-message.js';
import type { SourceTable } from '../source-table.js';
import { type Relation, type Tuple, UNCHANGED } from './domain/pgoutput.js';
import type { Change } from './domain/transactions.js';
import { walPositionOf } from './domain/wal-progress.js';

/**
 * Turns changes into messages, in their order: those beside each other that do the same to one table go together. Deletions have no meaning for
 * readings and are passed over there.
 */
export async function changeMessages(
  changes: readonly Change[],
  parts: { readonly tables: ReadonlyMap<string, SourceTable>; readonly pool: Pool; readonly rowsAtOnce: number },
): Promise<readonly SourceMessage[]> {
  const messages: SourceMessage[] = [];
  let run: { table: SourceTable; operation: Change['operation']; rows: SourceRow[] } | undefined;
  const finish = (): void => {
    if (run) messages.push(...rowsMessages(run.table, run.rows, run.operation));
    run = undefined;
  };
  for (const change of changes) {
    const table = parts.tables.get(change.relation.table);
    const isForReadings = table?.payload.format === 'json';
    if (!table || (isForReadings && change.operation !== 'upsert')) continue;
    const row = await rowOf(change, table, parts.pool);
    if (!row) continue;
    if (run?.table !== table || run.operation !== change.operation || run.rows.length >= parts.rowsAtOnce) finish();
    run ??= { table, operation: change.operation, rows: [] };
    run.rows.push(row);
  }
  finish();
  return messages;
}

/** The row of a change; undefined when it is gone meanwhile, which the log tells later. */
async function rowOf(change: Change, table: SourceTable, pool: Pool): Promise<SourceRow | undefined> {
  const { relation, progress } = change;
  const position = walPositionOf(progress);
  switch (change.operation) {
    case 'truncate':
      return { json: '{}', key: 'all rows', position };
    case 'delete':
      return { json: jsonOf(table, relation, change.old, true), key: keyOf(relation, change.old), position };
    case 'upsert': {
      const row = await wholeRow(change, table, pool);
      return row && { json: jsonOf(table, relation, row, false), key: keyOf(relation, row), position };
    }
    default:
      return change satisfies never;
  }
}

function jsonOf(table: SourceTable, { columns }: Relation, row: Tuple, keyOnly: boolean): string {
  const values: Record<string, ColumnValue> = {};
  columns.forEach(({ name, typeOid, isKey }, at) => {
    const text = row[at];
    if (typeof text !== 'symbol' && (isKey || !keyOnly)) values[name] = columnValue(typeOid, text ?? null);
  });
  return JSON.stringify(recordOf(table, values));
}

function keyOf({ columns }: Relation, row: Tuple): string {
  const places = keyPlaces(columns);
  return keyText(
    places.map((at) => columns[at]?.name ?? ''),
    places.map((at) => textAt(row, at)),
  );
}

const keyPlaces = (columns: Relation['columns']): readonly number[] =>
  columns.flatMap(({ isKey }, at) => (isKey ? [at] : []));

const textAt = (row: Tuple, at: number): string | null => {
  const text = row[at];
  return typeof text === 'string' ? text : null;
};

/**
 * Fills in what the update did not touch and the log leaves out (large values that lie outside of the row): from the old row where the log has
 * it, else as the source holds it now. If it has changed since, the log tells that later.
 */
async function wholeRow(
  { relation, row, old }: Change & { operation: 'upsert' },
  table: SourceTable,
  pool: Pool,
): Promise<Tuple | undefined> {
  const { columns } = relation;
  const wanted = table.columns && new Set(Object.values(table.columns));
  const filled = row.map((text, at) => (text === UNCHANGED && old?.[at] !== undefined ? old[at] : text));
  const missing = filled.flatMap((text, at) =>
    text === UNCHANGED && (wanted?.has(columns[at]?.name ?? '') ?? true) ? [at] : [],
  );
  if (missing.length === 0) return filled;
  const nameAt = (at: number): string => quoteIdentifier(columns[at]?.name ?? '');
  const places = keyPlaces(columns);
  const { rows } = await pool.query<(string | null)[]>({
    text: `select ${missing.map(nameAt).join(', ')} from ${quoteTable(relation.table)}
      where ${places.map((at, index) => `${nameAt(at)} = $${index + 1}`).join(' and ')}`,
    values: places.map((at) => textAt(filled, at)),
    rowMode: 'array',
    types: asText,
  });
  const [held] = rows;
  if (!held) return undefined;
  missing.forEach((at, index) => (filled[at] = held[index] ?? null));
  return filled;
}
