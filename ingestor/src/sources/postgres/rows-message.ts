import type { RecordOperation, SourcePosition } from '@wellhead/stores';
import type { RefusedInput } from '../../domain/decoded.js';
import type { SourceMessage } from '../../intake.js';
import { readPayload, withOrigin } from '../payload/read-payload.js';
import type { ColumnValue } from './domain/column-values.js';
import type { SourceTable } from './source-table.js';

/** A row on its way to the intake. */
export interface SourceRow {
  /** JSON of the record that it is, by the names of its members. */
  readonly json: string;
  /** What names it in its table, for people: `id=5`. */
  readonly key: string;
  /** How far the source has come with it. */
  readonly position: SourcePosition;
}

/** A longer body is begun anew, in characters: a message is refused as a whole when it is longer than the intake takes. */
const BODY_CHARACTERS = 1_000_000;

/** `id=5 region=north`. */
export const keyText = (names: readonly string[], values: readonly (string | null)[]): string =>
  names.map((name, at) => `${name}=${values[at] ?? ''}`).join(' ');

/** The record of a row: its columns, or those that are wanted under their names. */
export function recordOf(
  { columns }: SourceTable,
  row: Readonly<Record<string, ColumnValue>>,
): Readonly<Record<string, ColumnValue>> {
  if (!columns) return row;
  return Object.fromEntries(Object.entries(columns).map(([member, column]) => [member, row[column] ?? null]));
}

/** Rows of one table, or keys of rows to delete, as messages in their order. What is refused of them is told with its table and its key. */
export function rowsMessages(
  table: SourceTable,
  rows: readonly SourceRow[],
  operation: RecordOperation = 'upsert',
): readonly SourceMessage[] {
  const messages: SourceMessage[] = [];
  let from = 0;
  let characters = 0;
  rows.forEach(({ json }, at) => {
    characters += json.length;
    if (characters < BODY_CHARACTERS && at + 1 < rows.length) return;
    messages.push(messageOf(table, rows.slice(from, at + 1), operation));
    from = at + 1;
    characters = 0;
  });
  return messages;
}

function messageOf(table: SourceTable, rows: readonly SourceRow[], operation: RecordOperation): SourceMessage {
  const position = rows.at(-1)?.position;
  const payload = readPayload(Buffer.from(`[${rows.map(({ json }) => json).join(',')}]`), table.payload);
  const message = withOrigin(payload, { place: { table: table.table }, ...(position ? { position } : {}) });
  if (payload.kind === 'refused') return message;
  const before = 'refused' in payload ? (payload.refused ?? []) : [];
  const refusedRows = new Set(before.map(({ index }) => index));
  // The body holds the other rows only.
  const held = rows.filter((_, index) => !refusedRows.has(index));
  return {
    ...message,
    ...(message.kind === 'records' && operation !== 'upsert' ? { operation } : {}),
    ...(before.length > 0 ? { refused: before.map(withKey(rows)) } : {}),
    trace: (refused) => Promise.resolve(refused.map(withKey(held))),
  };
}

const withKey =
  (rows: readonly SourceRow[]) =>
  (refused: RefusedInput): RefusedInput => ({
    ...refused,
    place: { ...refused.place, key: rows[refused.index ?? 0]?.key ?? '' },
  });
