import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type CopyFormat, copyInto, type ExportColumn } from '@wellhead/stores';
import type pg from 'pg';
import type { StepContext } from '../../step-context.js';
import { workFolder } from '../../work-data.js';
import { openProgress } from '../progress.js';
import type { LoadStep } from '../run-load.js';

/** Parts of the work data that are put into one file for COPY: many small days at once, and of a large one no more than two of these lie on disk. */
const BATCH_BYTES = 16 * 1024 * 1024;
const CHUNK_BYTES = 1024 * 1024;

export async function bytesOf(parts: readonly string[]): Promise<number> {
  const sizes = await Promise.all(parts.map(async (part) => (await stat(part)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

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

export interface CopyOrder {
  readonly step: LoadStep;
  /** Day whose work folder holds the rows on their way. */
  readonly day: string;
  readonly parts: readonly string[];
  readonly columns: readonly string[];
  /** SQL name of the table that the rows go to: made or emptied in this transaction. */
  readonly into: string;
}

/** Copies the good rows of parts into a table, in their order; while one batch is copied the next one is made. Answers how many rows. */
export async function copyParts(client: pg.PoolClient, order: CopyOrder, context: StepContext): Promise<number> {
  const { step, day, columns, into } = order;
  const types = await typesOf(client, into, columns);
  const batches = await batchesOf(order.parts);
  const fileOf = (at: number): string =>
    path.join(workFolder(context, step.transform, day), `${step.name}-${at % 2}.copy`);
  const exported = async (at: number): Promise<CopyFormat | undefined> => {
    const parts = batches[at];
    if (parts === undefined) return undefined;
    const file = { parts, columns: types, file: fileOf(at) };
    return (await context.transforms.ask('export', file, context.signal)).format;
  };
  const progress = openProgress(context);
  let rows = 0;
  let next = exported(0);
  try {
    for (const at of batches.keys()) {
      const format = await next;
      if (format === undefined) break;
      next = exported(at + 1);
      const copying = copyInto(client, into, columns, format);
      const file = createReadStream(fileOf(at), { highWaterMark: CHUNK_BYTES });
      await pipeline(file, copying.stream, { signal: context.signal });
      rows += copying.rows();
      progress(() => `${day}: ${rows} rows copied, ${Math.round((100 * (at + 1)) / batches.length)} %`, { day, rows });
    }
  } finally {
    await next.catch(() => undefined);
    await Promise.all([0, 1].map((at) => rm(fileOf(at), { force: true })));
  }
  return rows;
}

/** Columns with the types that the table has for them. Throws when it lacks one. */
async function typesOf(client: pg.PoolClient, table: string, columns: readonly string[]): Promise<ExportColumn[]> {
  const { rows } = await client.query<ExportColumn>(
    `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped`,
    [table],
  );
  return columns.map((name) => {
    const found = rows.find((column) => column.name === name);
    if (found === undefined)
      throw new Error(`${table} has no column ${name}; it has ${rows.map((row) => row.name).join(', ')}`);
    return found;
  });
}
