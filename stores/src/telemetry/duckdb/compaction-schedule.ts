import type { DuckDBConnection } from '@duckdb/node-api';
import { FIELD_TYPES } from '@wellhead/contracts';
import { compactStep } from './compaction.js';
import type { CrashPoint } from './crash-points.js';
import type { Reply } from './duckdb-messages.js';
import type { Backlog } from './write-queue.js';

/** A pause in writing that lets compaction start, in ms. It costs as much processor time as writing did, so it waits for one. */
const PAUSE_MS = 1_000;
/** Compaction starts without a pause at this multiple of its threshold: 64 M rows in arrival order still answer one series in some 30 ms. */
const WITHOUT_PAUSE = 16;

export interface Compaction {
  /** Called after each commit: starts compaction when enough has gathered. */
  consider(): void;
  /** Lays out all that has arrived until now. */
  run(): Promise<void>;
  /** Resolves when none is running. */
  ended(): Promise<void>;
  stop(): Promise<void>;
}

/** Decides when to compact: in a pause once `compactAtRows` hot rows (or an eighth of that in late rows) have gathered. */
export function createCompaction(given: {
  readonly compactor: DuckDBConnection;
  readonly backlog: Backlog;
  readonly compactAtRows: number;
  readonly pass: (point: CrashPoint) => void;
  readonly commitAlone: (commit: () => Promise<unknown>) => Promise<unknown>;
  readonly tell: (event: Reply) => void;
}): Compaction {
  const { compactor, backlog, compactAtRows, pass, commitAlone, tell } = given;
  let running: Promise<void> | undefined;
  let pause: NodeJS.Timeout | undefined;
  let stopped = false;

  const lateRows = (): number => FIELD_TYPES.reduce((sum, type) => sum + backlog.late[type], 0);
  const gathered = (factor: number): boolean =>
    backlog.hot >= compactAtRows * factor || lateRows() >= (compactAtRows * factor) / 8;

  const compactAll = async (): Promise<void> => {
    const startedMs = performance.now();
    const wanted = backlog.hot;
    let rows = 0;
    let late = 0;
    do {
      const moved = await compactStep(compactor, pass, commitAlone);
      backlog.hot -= moved.hot;
      rows += moved.hot;
      for (const type of FIELD_TYPES) {
        backlog.late[type] -= moved.late[type];
        late += moved.late[type];
      }
      if (moved.hot === 0) break;
    } while (rows < wanted && !stopped);
    const durationMs = Math.round(performance.now() - startedMs);
    tell({ kind: 'event', level: 'info', event: 'telemetry compacted', fields: { rows, lateRows: late, durationMs } });
  };
  const run = (): Promise<void> => {
    running ??= compactAll().finally(() => (running = undefined));
    return running;
  };
  const start = (): void => {
    run().catch((cause: Error) =>
      tell({ kind: 'event', level: 'warn', event: 'compaction failed', fields: { reason: cause.message } }),
    );
  };

  return {
    consider: () => {
      clearTimeout(pause);
      if (stopped || running || !gathered(1)) return;
      if (gathered(WITHOUT_PAUSE)) start();
      else pause = setTimeout(start, PAUSE_MS);
    },
    run,
    ended: async () => {
      while (running) await running.catch(() => undefined);
    },
    stop: async () => {
      stopped = true;
      clearTimeout(pause);
      await running?.catch(() => undefined);
    },
  };
}
