import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { z } from 'zod';

/** A text as SQL. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** DuckDB in memory, bounded, with two threads: more would only fight with the services beside it. */
export async function withEngine<T>(
  settings: { readonly memoryMb: number; readonly spillDir: string },
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '2',
    memory_limit: `${settings.memoryMb}MB`,
    temp_directory: settings.spillDir,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  try {
    await connection.run("set timezone = 'UTC'");
    return await work(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Rows of a SELECT, each held to `row`. */
export async function rowsOf<T>(connection: DuckDBConnection, sql: string, row: z.ZodType<T>): Promise<T[]> {
  return z.array(row).parse(await (await connection.run(sql)).getRowsJS());
}
