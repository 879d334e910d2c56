import type { Writable } from 'node:stream';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { CopyFormat } from '../transform/transform-messages.js';
import { quoteIdentifier } from './identifiers.js';

const FORMATS: Readonly<Record<CopyFormat, string>> = {
  binary: 'format binary',
  csv: `format csv, null '\\N'`,
};

/**
 * A stream that takes rows in COPY's binary format, or CSV without a header, null = `\N`, into the columns of a table that was made or emptied in this (sub)transaction: its rows are written
 * as frozen, so that vacuum need not visit them. `rows` holds after it has finished. `table` is SQL.
 */
export function copyInto(
  client: pg.ClientBase,
  table: string,
  columns: readonly string[],
  format: CopyFormat,
): { readonly stream: Writable; rows(): number } {
  const stream = client.query(
    copyFrom(`copy ${table} (${columns.map(quoteIdentifier).join(', ')}) from stdin (${FORMATS[format]}, freeze)`),
  );
  return { stream, rows: () => stream.rowCount };
}
