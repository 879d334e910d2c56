import { type DuckDBConnection, type DuckDBDataChunk, type DuckDBVector } from '@duckdb/node-api';
import { FIELD_TYPES, type FieldType } from '@wellhead/contracts';
import { windowType } from '../shape.js';
import type { TelemetryQuery } from '../store.js';
import type { IdsByType, WireColumns, WireValues } from './duckdb-messages.js';
import { int64, type HasLate, rowsSql } from './rows-sql.js';

const isNumeric = (type: FieldType): boolean => type === 'float' || type === 'integer' || type === 'unsigned';

/** The SQL of one read of one type; its rows are (series_id, time_ns, value), in that order. */
export function readSql(type: FieldType, rows: string, shape: TelemetryQuery['shape'], fromNs: bigint): string {
  switch (shape.kind) {
    case 'raw': {
      const limit =
        shape.limit === undefined
          ? ''
          : `QUALIFY row_number() OVER (PARTITION BY series_id ORDER BY time_ns) <= ${Math.trunc(shape.limit)}`;
      return `SELECT series_id, time_ns, value FROM (${rows}) ${limit} ORDER BY series_id, time_ns`;
    }
    case 'windows': {
      const value = {
        mean: 'avg(value)::DOUBLE',
        min: 'min(value)::DOUBLE',
        max: 'max(value)::DOUBLE',
        sum: 'sum(value)::DOUBLE',
        count: 'count(*)::BIGINT',
        first: 'arg_min(value, time_ns)',
        last: 'arg_max(value, time_ns)',
      }[shape.aggregate];
      return `SELECT series_id, ${windowSql(shape.everyNs, fromNs)} AS time_ns, ${value} AS value FROM (${rows}) GROUP BY ALL ORDER BY series_id, time_ns`;
    }
    case 'envelope':
      return `
        WITH extremes AS MATERIALIZED (
          SELECT series_id, ${windowSql(shape.everyNs, fromNs)} AS w, min(value) AS low, arg_min(time_ns, value) AS low_ns,
            max(value) AS high, arg_max(time_ns, value) AS high_ns
          FROM (${rows}) GROUP BY series_id, w
        )
        SELECT series_id, low_ns AS time_ns, low AS value FROM extremes
        UNION ALL SELECT series_id, high_ns, high FROM extremes WHERE high <> low
        ORDER BY series_id, time_ns`;
    default:
      return shape satisfies never;
  }
}

/** Start of the window that a row lies in. From 1970 on one remainder is enough: of a negative time it would be negative. */
const windowSql = (everyNs: bigint, fromNs: bigint): string => {
  const every = int64(everyNs);
  if (fromNs >= 0n) return `time_ns - time_ns % ${every}`;
  return `time_ns - ((time_ns % ${every}) + ${every}) % ${every}`;
};

/** Reads series of several types, one statement a type. */
export async function readColumns(
  connection: DuckDBConnection,
  series: IdsByType,
  range: { readonly fromNs: bigint; readonly toNs: bigint },
  shape: TelemetryQuery['shape'],
  hasLate: HasLate,
): Promise<WireColumns[]> {
  const answers: WireColumns[] = [];
  for (const type of FIELD_TYPES) {
    const ids = series[type];
    if (!ids || ids.length === 0 || (shape.kind !== 'raw' && !isNumeric(type))) continue;
    const sql = readSql(type, rowsSql(type, { ids, ...range }, hasLate), shape, range.fromNs);
    const result = shape.kind === 'windows' ? windowType(type, shape.aggregate) : type;
    answers.push(await fetchColumns(connection, sql, result));
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
