import duckdb from '@duckdb/node-bindings';
import type { DuckDBDataChunk } from '@duckdb/node-api';
import type { CopyColumn } from './copy-columns.js';

/** What a binary COPY begins and ends with: signature, no flags, no extension; and a row of −1 columns. */
export const COPY_HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
export const COPY_TRAILER = Buffer.from([0xff, 0xff]);

const COUNT_BYTES = 2;
const LENGTH_BYTES = 4;
const NULL_LENGTH = -1;

/**
 * The rows of a chunk in Postgres' binary COPY format. Column after column is written to where its values lie in their rows: loops over one type each,
 * without an object for a row or a value.
 */
export function copyRows(chunk: DuckDBDataChunk, columns: readonly CopyColumn[]): Buffer {
  const rows = chunk.rowCount;
  const vectors = columns.map((column, index) => vectorOf(chunk, index, column, rows));
  // Where the next value of each row is written; first how long each row is.
  const places = new Int32Array(rows);
  for (const [index, { sentBytes, storedBytes }] of columns.entries()) {
    const { values, isNull } = vectors[index] as Vector;
    for (let row = 0; row < rows; row += 1) {
      let bytes = LENGTH_BYTES;
      if (!isNull(row)) bytes += typeof sentBytes === 'number' ? sentBytes : sentBytes(values, row * storedBytes);
      places[row] = (places[row] as number) + bytes;
    }
  }
  let end = 0;
  for (let row = 0; row < rows; row += 1) {
    const bytes = COUNT_BYTES + (places[row] as number);
    places[row] = end;
    end += bytes;
  }
  const buffer = Buffer.allocUnsafe(end);
  const out = new DataView(buffer.buffer, buffer.byteOffset, end);
  for (let row = 0; row < rows; row += 1) {
    out.setInt16(places[row] as number, columns.length);
    places[row] = (places[row] as number) + COUNT_BYTES;
  }
  for (const [index, column] of columns.entries()) writeColumn(column, vectors[index] as Vector, places, out);
  return buffer;
}

interface Vector {
  readonly values: DataView;
  readonly isNull: (row: number) => boolean;
}

function vectorOf(chunk: DuckDBDataChunk, index: number, { storedBytes }: CopyColumn, rows: number): Vector {
  const vector = duckdb.data_chunk_get_vector(chunk.chunk, index);
  const { buffer, byteOffset, byteLength } = duckdb.vector_get_data(vector, rows * storedBytes);
  // A bit a row, 1 = there is a value; none of them: no row is null.
  const bits = duckdb.vector_get_validity(vector, Math.ceil(rows / 64) * 8) as Uint8Array | null;
  return {
    values: new DataView(buffer, byteOffset, byteLength),
    isNull: bits === null ? () => false : (row) => ((bits[row >> 3] as number) & (1 << (row & 7))) === 0,
  };
}

function writeColumn(column: CopyColumn, { values, isNull }: Vector, places: Int32Array, out: DataView): void {
  const { sentBytes, storedBytes } = column;
  for (let row = 0; row < places.length; row += 1) {
    const to = places[row] as number;
    if (isNull(row)) {
      out.setInt32(to, NULL_LENGTH);
      places[row] = to + LENGTH_BYTES;
      continue;
    }
    const from = row * storedBytes;
    const bytes = typeof sentBytes === 'number' ? sentBytes : sentBytes(values, from);
    out.setInt32(to, bytes);
    column.write(values, from, out, to + LENGTH_BYTES);
    places[row] = to + LENGTH_BYTES + bytes;
  }
}
