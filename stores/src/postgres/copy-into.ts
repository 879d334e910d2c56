import type { Writable } from 'node:stream';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { quoteIdentifier } from './identifiers.js';

/**
 * A stream that takes CSV without a header, null = `\N`, into the columns of a table that was made or emptied in this (sub)transaction: its rows are written
 * as frozen, so that vacuum need not visit them. `rows` holds after it has finished. `table` is SQL.
 */
export function copyInto(
  client: pg.ClientBase,
  table: string,
  columns: readonly string[],
): { readonly stream: Writable; rows(): number } {
  const stream = client.query(
    copyFrom(`copy ${table} (${columns.map(quoteIdentifier).join(', ')}) from stdin (format csv, null '\\N', freeze)`),
  );
  return { stream, rows: () => stream.rowCount };
}
