import type { RecordType } from '@wellhead/contracts';
import type pg from 'pg';
import { recordColumns } from '../packs/record-columns.js';
import { quoteIdentifier, quoteTable } from './identifiers.js';
import { storableJson } from './text.js';

export interface RecordBatch {
  readonly receivedAtMs: number;
  readonly source: string;
  readonly batchId: string;
  /** True for rows that come again: what was received later than they were stays. */
  readonly keepNewer?: boolean;
}
/** Rows that Postgres will not take, by their place in the batch; all others are stored. */
export interface RecordsOutcome {
  readonly stored: number;
  readonly refused: readonly { readonly index: number; readonly reason: string }[];
}
export type RecordRow = Readonly<Record<string, unknown>>;

/** Class 22 (data) and 23 (constraint): the row's fault, not the store's. */
const isRowFault = (error: unknown): error is Error & { code: string } =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && /^2[23]/.test(error.code);

function upsertOf(recordType: RecordType, keepNewer: boolean): string {
  const columns = recordColumns(recordType).map((column) => column.name);
  const all = [...columns, 'received_at', 'source', 'batch_id'];
  const key = recordType.key.map(quoteIdentifier);
  const table = quoteTable(recordType.table);
  const updates = all.filter((name) => !recordType.key.includes(name)).map(quoteIdentifier);
  // Of two rows with the same key in one batch the last wins: `on conflict` refuses to touch a row twice. Postgres compares the keys,
  // which two texts of one date or number would not.
  return `insert into ${table} (${all.map(quoteIdentifier).join(', ')})
    select ${columns.map((name) => `r.${quoteIdentifier(name)}`).join(', ')}, to_timestamp($2::double precision / 1000), $3::text, $4::text
    from (
      select distinct on (${key.join(', ')}) *
      from jsonb_populate_recordset(null::${table}, $1::jsonb) with ordinality
      order by ${key.join(', ')}, ordinality desc
    ) r
    on conflict (${key.join(', ')}) do update set ${updates.map((name) => `${name} = excluded.${name}`).join(', ')}
    ${keepNewer ? `where ${table}.received_at <= excluded.received_at` : ''}`;
}

/** What is to become of the rows of a record type: upserted by key, deleted by key, or all rows of the source deleted. */
export type RecordOperation = 'upsert' | 'delete' | 'truncate';

/**
 * Upserts validated records by their natural key; the last row of a key wins, missing properties become null. Must run inside a
 * transaction. Rejects only when the store or the pack is at fault; a row that Postgres refuses is told in the outcome.
 */
export function saveRecords(
  client: pg.ClientBase,
  recordType: RecordType,
  rows: readonly RecordRow[],
  batch: RecordBatch,
): Promise<RecordsOutcome> {
  const text = upsertOf(recordType, batch.keepNewer ?? false);
  return eachStorable(client, rows, async (part) => {
    await client.query(text, [storableJson(part), batch.receivedAtMs, batch.source, batch.batchId]);
  });
}

/** Deletes the rows that have these keys; a key that is not there is none. As `saveRecords` otherwise. */
function deleteRecords(
  client: pg.ClientBase,
  recordType: RecordType,
  keys: readonly RecordRow[],
  batch: Pick<RecordBatch, 'receivedAtMs' | 'keepNewer'>,
): Promise<RecordsOutcome> {
  const table = quoteTable(recordType.table);
  const sameKey = recordType.key.map(quoteIdentifier).map((name) => `t.${name} = k.${name}`);
  const text = `delete from ${table} t using jsonb_populate_recordset(null::${table}, $1::jsonb) k
    where ${sameKey.join(' and ')} and ${olderThan('t', '$2', batch)}`;
  return eachStorable(client, keys, async (part) => {
    await client.query(text, [storableJson(part), batch.receivedAtMs]);
  });
}

/** Deletes all rows that came from the source of the batch. */
async function truncateRecords(
  client: pg.ClientBase,
  recordType: RecordType,
  batch: Pick<RecordBatch, 'receivedAtMs' | 'source' | 'keepNewer'>,
): Promise<void> {
  const text = `delete from ${quoteTable(recordType.table)} t where source = $1 and ${olderThan('t', '$2', batch)}`;
  await client.query(text, [batch.source, batch.receivedAtMs]);
}

/** Does with the rows of a body what is to become of them. */
export async function applyRecords(
  client: pg.ClientBase,
  recordType: RecordType,
  operation: RecordOperation,
  rows: readonly RecordRow[],
  batch: RecordBatch,
): Promise<RecordsOutcome> {
  switch (operation) {
    case 'upsert':
      return saveRecords(client, recordType, rows, batch);
    case 'delete':
      return deleteRecords(client, recordType, rows, batch);
    case 'truncate':
      await truncateRecords(client, recordType, batch);
      return { stored: rows.length, refused: [] };
    default:
      return operation satisfies never;
  }
}

/** Rows that were received later stay when the deletion comes again; else all go. The parameter is used in any case. */
const olderThan = (table: string, receivedAtMs: string, { keepNewer }: Pick<RecordBatch, 'keepNewer'>): string =>
  `(${table}.received_at <= to_timestamp(${receivedAtMs}::double precision / 1000)${keepNewer === true ? '' : ' or true'})`;

/** Runs work on all rows at once and, where Postgres refuses one, on ever smaller parts, so that the others are done. */
async function eachStorable(
  client: pg.ClientBase,
  rows: readonly RecordRow[],
  work: (part: readonly RecordRow[]) => Promise<void>,
): Promise<RecordsOutcome> {
  const refused: { index: number; reason: string }[] = [];

  const save = async (from: number, to: number): Promise<void> => {
    if (from === to) return;
    await client.query('savepoint records');
    try {
      await work(rows.slice(from, to));
      await client.query('release savepoint records');
    } catch (error) {
      if (!isRowFault(error)) throw error;
      await client.query('rollback to savepoint records');
      if (to - from === 1) {
        refused.push({ index: from, reason: error.message });
        return;
      }
      const middle = (from + to) >> 1;
      await save(from, middle);
      await save(middle, to);
    }
  };
  await save(0, rows.length);
  return { stored: rows.length - refused.length, refused };
}
