import type { DuckDBConnection } from '@duckdb/node-api';
import type { OpenFile } from './duckdb-file.js';

/** Reads that run at the same time; more wait. */
const READERS = 3;

/** Tells which connection a read uses, so that it can be interrupted. */
export interface Reading {
  readonly aborted: () => boolean;
  readonly uses: (connection: DuckDBConnection) => void;
}

export interface Readers {
  use<T>(reading: Reading, work: (connection: DuckDBConnection) => Promise<T>): Promise<T>;
  /** Runs the work while no read does: waits for those under way, lets no other begin. */
  hold<T>(work: () => Promise<T>): Promise<T>;
  /** Interrupts reads and waits until they have ended: closing a connection that still reads may never return. */
  close(): Promise<void>;
}

/** A few connections that only read. */
export async function createReaders(file: OpenFile): Promise<Readers> {
  const all = await Promise.all(Array.from({ length: READERS }, () => file.connect()));
  const free = [...all];
  const waiting: (() => void)[] = [];
  const active = new Set<Promise<unknown>>();
  let held: Promise<unknown> | undefined;
  let closed = false;

  return {
    use: async (reading, work) => {
      while (held || free.length === 0) await (held ?? new Promise<void>((resolve) => waiting.push(resolve)));
      if (closed) throw new Error('the telemetry store is closed');
      const connection = free.pop() as DuckDBConnection;
      reading.uses(connection);
      const result = reading.aborted() ? Promise.reject(new Error('read aborted')) : work(connection);
      const ended = result.catch(() => undefined);
      active.add(ended);
      try {
        return await result;
      } finally {
        active.delete(ended);
        free.push(connection);
        waiting.shift()?.();
      }
    },
    hold: (work) => {
      const result = Promise.all(active).then(work);
      held = result.then(
        () => (held = undefined),
        () => (held = undefined),
      );
      return result;
    },
    close: async () => {
      closed = true;
      for (const connection of all) connection.interrupt();
      while (active.size > 0) await Promise.all(active);
      for (const connection of all) connection.closeSync();
    },
  };
}
