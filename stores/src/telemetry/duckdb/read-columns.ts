import { type DuckDBConnection, type DuckDBDataChunk, type DuckDBVector } from '@duckdb/node-api';
import { FIELD_TYPES, type FieldType } from '@wellhead/contracts';
import { windowType } from '../shape.js';
import type { TelemetryQuery } from '../store.js';
import { coverOf } from './cover.js';
import type { IdsByType, WireColumns, WireValues } from './duckdb-messages.js';
import { isNumericType } from './figures-sql.js';
import { readTimes } from './read-times.js';
import { type HasLate, measuredSql, rowsSql, whereSql } from './rows-sql.js';
import { measureOf, rawSql, shapeSql } from './shape-sql.js';

/** Reads series of several types, one statement a type; `figuredFrom` tells by series from when on its sorted readings are in figures. */
export async function readColumns(
  connection: DuckDBConnection,
  series: IdsByType,
  range: { readonly fromNs: bigint; readonly toNs: bigint },
  shape: TelemetryQuery['shape'],
  hasLate: HasLate,
  figuredFrom: ReadonlyMap<number, bigint>,
): Promise<WireColumns[]> {
  const answers: WireColumns[] = [];
  for (const type of FIELD_TYPES) {
    const ids = series[type];
    if (!ids || ids.length === 0 || (shape.kind !== 'raw' && !isNumericType(type))) continue;
    if (shape.kind === 'raw') {
      answers.push(
        await fetchColumns(connection, rawSql(rowsSql(type, { ids, ...range }, hasLate), shape.limit), type),
      );
      continue;
    }
    const asked = { ids, ...range };
    const cover = coverOf(asked, shape.everyNs, figuredFrom);
    const late = hasLate(type)
      ? await readTimes(connection, `SELECT min(time_ns), max(time_ns) FROM late_${type} ${whereSql(asked)}`)
      : undefined;
    const measured = measuredSql(type, asked, cover, late, measureOf(shape));
    const result = shape.kind === 'windows' ? windowType(type, shape.aggregate) : type;
    answers.push(await fetchColumns(connection, shapeSql(measured, shape, range.fromNs), result));
  }
  return answers;
}

/** Runs a statement that answers (series_id, time_ns, value) and packs it into columns. */
export async function fetchColumns(connection: DuckDBConnection, sql: string, type: FieldType): Promise<WireColumns> {
  const result = await connection.run(sql);
  const chunks = await result.fetchAllChunks();
  const length = chunks.reduce((sum, chunk) => sum + chunk.rowCount, 0);
  const timeNs = new BigInt64Array(length);
  const seriesOfRow = new Uint32Array(length);
  let at = 0;
  for (const chunk of chunks) {
    seriesOfRow.set(itemsOf<Uint32Array>(chunk, 0), at);
    timeNs.set(itemsOf<BigInt64Array>(chunk, 1), at);
    at += chunk.rowCount;
  }
  return { ...runsOf(seriesOfRow), timeNs, values: valuesOf(chunks, type, length) };
}

const itemsOf = <T>(chunk: DuckDBDataChunk, column: number): T =>
  (chunk.getColumnVector(column) as DuckDBVector & { items: T }).items;

function valuesOf(chunks: readonly DuckDBDataChunk[], type: FieldType, length: number): WireValues {
  switch (type) {
    case 'float':
      return joined(chunks, new Float64Array(length));
    case 'integer':
      return joined(chunks, new BigInt64Array(length));
    case 'unsigned':
      return joined(chunks, new BigUint64Array(length));
    case 'boolean':
      return chunks.flatMap((chunk) => chunk.getColumnValues(2).map((value) => value === true));
    case 'string':
      return chunks.flatMap((chunk) => chunk.getColumnValues(2).map(String));
    default:
      return type satisfies never;
  }
}

function joined<T extends Float64Array | BigInt64Array | BigUint64Array>(
  chunks: readonly DuckDBDataChunk[],
  into: T,
): T {
  let at = 0;
  for (const chunk of chunks) {
    into.set(itemsOf<never>(chunk, 2), at);
    at += chunk.rowCount;
  }
  return into;
}

/** Lengths of the runs of equal series in rows that are ordered by series. */
function runsOf(seriesOfRow: Uint32Array): { ids: Uint32Array; lengths: Uint32Array } {
  const ids: number[] = [];
  const lengths: number[] = [];
  let from = 0;
  for (let row = 1; row <= seriesOfRow.length; row += 1) {
    if (row < seriesOfRow.length && seriesOfRow[row] === seriesOfRow[from]) continue;
    ids.push(seriesOfRow[from] as number);
    lengths.push(row - from);
    from = row;
  }
  return { ids: Uint32Array.from(ids), lengths: Uint32Array.from(lengths) };
}
