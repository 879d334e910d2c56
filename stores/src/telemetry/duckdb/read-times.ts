import type { DuckDBConnection } from '@duckdb/node-api';
import { z } from 'zod';

/** The times of the first and the last of some rows. */
export interface FirstAndLast {
  readonly firstNs: bigint;
  readonly lastNs: bigint;
}

const timesSchema = z.tuple([z.tuple([z.bigint().nullable(), z.bigint().nullable()])]);

/** Runs a statement that answers the smallest and the largest of some times; undefined where there is none. */
export async function readTimes(connection: DuckDBConnection, sql: string): Promise<FirstAndLast | undefined> {
  const rows = await connection.run(sql);
  const [[firstNs, lastNs]] = timesSchema.parse(await rows.getRowsJS());
  return firstNs === null || lastNs === null ? undefined : { firstNs, lastNs };
}
