import type { TelemetryStore } from '@wellhead/stores';

/** How many rows go to a store in one go, and how many wait in memory for it. */
export interface StorePace {
  /** Rows written in one go. */
  readonly flushRows: number;
  /** Rows of a block of memory: a flush and a body fit in. */
  readonly blockRows: number;
  /** Rows that are kept until the store has them, in bytes at most; what does not fit is read back from the spool. */
  readonly memoryBytes: number;
}

const MEBI = 1024 * 1024;

/** DuckDB's disk writes are fewest from so many rows on (2.9 M rows/s where 200,000 a commit do 1.8), and a commit stays below half a second. */
const IN_ONE_COMMIT: StorePace = { flushRows: 800_000, blockRows: 1_048_576, memoryBytes: 96 * MEBI };
/** A store that takes them by HTTP in small pieces is slower than the spool is read: more would only be memory, and be sent again when one piece fails. */
const IN_PIECES: StorePace = { flushRows: 100_000, blockRows: 262_144, memoryBytes: 32 * MEBI };

export const paceOf = ({ capabilities }: Pick<TelemetryStore, 'capabilities'>): StorePace =>
  capabilities.transactionalCheckpoint ? IN_ONE_COMMIT : IN_PIECES;
