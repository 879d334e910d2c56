import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { FIELD_TYPES, type FieldType, seriesOf } from '@wellhead/contracts';
import { z } from 'zod';
import type { NumberedSeries } from './duckdb-messages.js';
import { figureTables, NUMERIC_TYPES } from './figures-sql.js';
import { VALUE_TYPES } from './value-types.js';

/**
 * The tables of a telemetry file. One set a value type, so that int64 never passes through a double. Times are BIGINT nanoseconds: TIMESTAMP
 * would cut them to microseconds. `sorted_*` holds what compaction has laid out by day, series and time; `hot_*` rows newer than all of their
 * series, in arrival order; `late_*` all others, numbered: the last of them wins over any row with the same series and time.
 * `newest_*` is the newest reading of each series as of the last compaction; what came since is read from `hot_*` and `late_*` at open.
 * `figures_*` are the sorted readings of numbers by quarter of an hour, `figured_*` the series that have them (see figures-sql).
 */
const tablesOf = (type: FieldType): string => {
  const value = VALUE_TYPES[type].toString();
  return `
    CREATE TABLE IF NOT EXISTS sorted_${type} (series_id UINTEGER NOT NULL, time_ns BIGINT NOT NULL, value ${value} NOT NULL);
    CREATE TABLE IF NOT EXISTS hot_${type} (series_id UINTEGER NOT NULL, time_ns BIGINT NOT NULL, value ${value} NOT NULL);
    CREATE TABLE IF NOT EXISTS late_${type} (series_id UINTEGER NOT NULL, time_ns BIGINT NOT NULL, value ${value} NOT NULL, sequence BIGINT NOT NULL);
    CREATE TABLE IF NOT EXISTS newest_${type} (series_id UINTEGER NOT NULL, time_ns BIGINT NOT NULL, value ${value} NOT NULL);`;
};

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS series (id UINTEGER NOT NULL, measurement VARCHAR NOT NULL, tags VARCHAR NOT NULL, field VARCHAR NOT NULL, type VARCHAR NOT NULL);
  CREATE TABLE IF NOT EXISTS checkpoints (sink VARCHAR NOT NULL, sequence BIGINT NOT NULL);
  ${FIELD_TYPES.map(tablesOf).join('')}
  ${NUMERIC_TYPES.map(figureTables).join('')}`;

export interface OpenFile {
  connect(): Promise<DuckDBConnection>;
  close(): void;
}

/**
 * Opens or makes the file. Two threads: more would only fight with the process around it. The log is folded into the file every 256 MB,
 * because each time stalls writes for as long as a commit of 100,000 rows.
 */
export async function openFile(file: string, memoryMb: number): Promise<OpenFile> {
  const instance = await DuckDBInstance.create(file, {
    threads: '2',
    memory_limit: `${memoryMb}MB`,
    checkpoint_threshold: '256MB',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  await connection.run(SCHEMA);
  connection.closeSync();
  return { connect: () => instance.connect(), close: () => instance.closeSync() };
}

const seriesRowSchema = z.tuple([
  z.number(),
  z.string(),
  z.string().transform((text) => z.record(z.string(), z.string()).parse(JSON.parse(text))),
  z.string(),
  z.enum(FIELD_TYPES),
]);

export async function readSeries(connection: DuckDBConnection): Promise<NumberedSeries[]> {
  const rows = await connection.run('SELECT id, measurement, tags, field, type FROM series ORDER BY id');
  return (await rows.getRowsJS()).map((row) => {
    const [id, measurement, tags, field, type] = seriesRowSchema.parse(row);
    return { id, series: seriesOf(measurement, tags, field, type) };
  });
}

export async function readCheckpoints(connection: DuckDBConnection): Promise<Map<string, number>> {
  const rows = await connection.run('SELECT sink, sequence::DOUBLE FROM checkpoints');
  return new Map(z.array(z.tuple([z.string(), z.number()])).parse(await rows.getRowsJS()));
}

/** One number out of a query that answers one. */
export async function readNumber(connection: DuckDBConnection, sql: string): Promise<number> {
  const rows = await connection.run(sql);
  return z.tuple([z.tuple([z.coerce.number()])]).parse(await rows.getRowsJS())[0][0];
}

/**
 * Copies the whole file as of one instant into another one, while others read and write: one statement is one transaction, so checkpoints
 * and rows fit each other. The copy is complete in itself, without a log.
 */
export async function copyFile(connection: DuckDBConnection, to: string): Promise<void> {
  const rows = await connection.run('SELECT current_database()');
  const [[from]] = z.tuple([z.tuple([z.string()])]).parse(await rows.getRowsJS());
  await connection.run(`ATTACH '${to.replaceAll("'", "''")}' AS wellhead_copy`);
  try {
    await connection.run(`COPY FROM DATABASE "${from.replaceAll('"', '""')}" TO wellhead_copy`);
    await connection.run('CHECKPOINT wellhead_copy');
  } finally {
    await connection.run('DETACH wellhead_copy');
  }
}
