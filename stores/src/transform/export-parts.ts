import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { z } from 'zod';
import { quoteIdentifier } from '../postgres/identifiers.js';
import { type CopyColumn, copyColumn } from './copy-format/copy-columns.js';
import { COPY_HEADER, COPY_TRAILER, copyRows } from './copy-format/copy-rows.js';
import { literal, rowsOf, withEngine } from './engine.js';
import type { CopyFormat, ExportOrder } from './transform-messages.js';

const MEMORY_MB = 256;
/** Chunks of rows that are written to the file at once. */
const WRITE_BYTES = 1024 * 1024;

/** Good rows of parts of one table as a file for COPY, in their order. Answers its format. */
export async function exportParts({ parts, columns, file }: ExportOrder): Promise<CopyFormat> {
  const table = `read_parquet([${parts.map(literal).join(', ')}], union_by_name = true)`;
  return withEngine({ memoryMb: MEMORY_MB, spillDir: `${file}.spill` }, async (connection) => {
    const found = await rowsOf(
      connection,
      `describe select * from ${table}`,
      z.tuple([z.string(), z.string()]).rest(z.unknown()),
    );
    const types = new Map(found.map(([name, type]) => [name, type]));
    const good = types.has('reject_reason') ? 'where reject_reason is null' : '';
    const sent = columns.flatMap(({ name, type }) => copyColumn(types.get(name) ?? '', type) ?? []);
    if (sent.length === columns.length) {
      const cast = columns.map(({ name }, index) => `cast(${quoteIdentifier(name)} as ${sent[index]?.castTo})`);
      const chunks = binaryChunks(connection, `select ${cast.join(', ')} from ${table} ${good}`, sent);
      await pipeline(Readable.from(chunks), createWriteStream(file));
      return 'binary';
    }
    const names = columns.map(({ name }) => quoteIdentifier(name)).join(', ');
    await connection.run(
      `copy (select ${names} from ${table} ${good}) to ${literal(file)} (format csv, header false, nullstr '\\N')`,
    );
    return 'csv';
  });
}

async function* binaryChunks(
  connection: DuckDBConnection,
  select: string,
  columns: readonly CopyColumn[],
): AsyncGenerator<Buffer> {
  const result = await connection.stream(select);
  let waiting: Buffer[] = [COPY_HEADER];
  let bytes = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    const rows = copyRows(chunk, columns);
    waiting.push(rows);
    bytes += rows.length;
    if (bytes < WRITE_BYTES) continue;
    yield Buffer.concat(waiting);
    [waiting, bytes] = [[], 0];
  }
  yield Buffer.concat([...waiting, COPY_TRAILER]);
}
