import type { DuckDBConnection } from '@duckdb/node-api';
import { type OpenFile, readNumber } from './duckdb-file.js';

/** Reads that run at the same time; more wait. */
const READERS = 3;

/** Tells which connection a read uses, so that it can be interrupted. */
export interface Reading {
  readonly aborted: () => boolean;
  readonly uses: (connection: DuckDBConnection) => void;
}

/** A connection with a snapshot of the file, and the last compaction that belongs to it. */
export interface Snapshot {
  readonly connection: DuckDBConnection;
  readonly run: number;
}

export interface Readers {
  use<T>(reading: Reading, work: (snapshot: Snapshot) => Promise<T>): Promise<T>;
  /** Lets no read take its snapshot while the work runs; those that have one go on. */
  hold<T>(work: () => Promise<T>): Promise<T>;
  close(): void;
}

/** A few connections that only read, each read in a transaction of its own. */
export async function createReaders(file: OpenFile): Promise<Readers> {
  const all = await Promise.all(Array.from({ length: READERS }, () => file.connect()));
  const free = [...all];
  const waiting: (() => void)[] = [];
  const beginning = new Set<Promise<unknown>>();
  let held: Promise<unknown> | undefined;

  const begin = async (connection: DuckDBConnection): Promise<Snapshot> => {
    while (held) await held;
    const run = readNumber(connection, 'BEGIN TRANSACTION; SELECT run FROM compacted');
    beginning.add(run);
    return { connection, run: await run.finally(() => beginning.delete(run)) };
  };

  return {
    use: async (reading, work) => {
      while (free.length === 0) await new Promise<void>((resolve) => waiting.push(resolve));
      const connection = free.pop() as DuckDBConnection;
      try {
        if (reading.aborted()) throw new Error('read aborted');
        reading.uses(connection);
        return await work(await begin(connection));
      } finally {
        await connection.run('ROLLBACK').catch(() => undefined);
        free.push(connection);
        waiting.shift()?.();
      }
    },
    hold: async (work) => {
      const result = Promise.allSettled(beginning).then(work);
      held = result.then(
        () => (held = undefined),
        () => (held = undefined),
      );
      return result;
    },
    close: () => all.forEach((connection) => connection.closeSync()),
  };
}
