import type { DuckDBConnection } from '@duckdb/node-api';
import { FIELD_TYPES } from '@wellhead/contracts';
import { compactStep } from './compaction.js';
import type { CrashPoint } from './crash-points.js';
import type { Reply } from './duckdb-messages.js';
import { figureHistoryStep, surveyDenseSeries } from './figure-history.js';
import { createIntakeWatch } from './intake-watch.js';
import type { Backlog } from './write-queue.js';

/** How long intake is watched before compaction starts, in ms. */
const WATCH_MS = 1_000;
/** Compaction starts in busy times too at this multiple of its threshold: 256 M rows in arrival order answer one series in a tenth of a second. */
const EVEN_WHEN_BUSY = 64;

export interface Compaction {
  /** Called as rows arrive, before they are written. */
  arrived(rows: number): void;
  /** Called when that many of them are committed, or have failed: starts compaction when enough has gathered. */
  committed(rows: number): void;
  /** Lays out all that has arrived until now, and makes the figures of readings that lack them. */
  run(): Promise<void>;
  /** Runs other work while neither compaction nor making of figures does: what is dropped beside them would stay in figures. */
  alone(work: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Decides when to compact: once `compactAtRows` hot rows (or an eighth of that in late rows) have gathered and intake is not busy. Figures of readings
 * that were laid out without them are made after opening and after each compaction, while intake is not busy; `figured` is called when there are more.
 */
export function createCompaction(given: {
  readonly compactor: DuckDBConnection;
  readonly backlog: Backlog;
  readonly compactAtRows: number;
  readonly pass: (point: CrashPoint) => void;
  readonly commitAlone: (commit: () => Promise<unknown>) => Promise<unknown>;
  readonly figured: () => Promise<void>;
  readonly tell: (event: Reply) => void;
}): Compaction {
  const { compactor, backlog, compactAtRows, pass, commitAlone, figured, tell } = given;
  let running: Promise<void> | undefined;
  let watch: NodeJS.Timeout | undefined;
  let stopped = false;
  const intake = createIntakeWatch();

  const lateRows = (): number => FIELD_TYPES.reduce((sum, type) => sum + backlog.late[type], 0);
  const gathered = (factor: number): boolean =>
    backlog.hot >= compactAtRows * factor || lateRows() >= (compactAtRows * factor) / 8;

  /** Lays out what has gathered until now; gives way between two steps to intake that has become busy, unless `whole`. */
  const compactAll = async (whole: boolean): Promise<void> => {
    const startedMs = performance.now();
    const wanted = backlog.hot;
    let rows = 0;
    let late = 0;
    let isBusy = (): boolean => false;
    do {
      isBusy = intake.watch();
      const moved = await compactStep(compactor, pass, commitAlone);
      backlog.hot -= moved.hot;
      rows += moved.hot;
      for (const type of FIELD_TYPES) {
        backlog.late[type] -= moved.late[type];
        late += moved.late[type];
      }
      await figured();
      if (moved.hot === 0) break;
    } while (rows < wanted && !stopped && (whole || !isBusy() || gathered(EVEN_WHEN_BUSY)));
    const durationMs = Math.round(performance.now() - startedMs);
    tell({ kind: 'event', level: 'info', event: 'telemetry compacted', fields: { rows, lateRows: late, durationMs } });
  };
  const figureHistory = async (whole: boolean): Promise<void> => {
    const startedMs = performance.now();
    let isBusy = (): boolean => false;
    let more = true;
    let days = 0;
    await surveyDenseSeries(compactor);
    while (more && !stopped && (whole || !isBusy())) {
      isBusy = intake.watch();
      more = await figureHistoryStep(compactor, commitAlone);
      if (!more) break;
      days += 1;
      await figured();
    }
    const durationMs = Math.round(performance.now() - startedMs);
    if (days > 0)
      tell({ kind: 'event', level: 'info', event: 'figures of older readings made', fields: { days, durationMs } });
    if (more) startWhenQuiet();
  };
  const run = (whole: boolean): Promise<void> => {
    const work = async (): Promise<void> => {
      if (whole || gathered(1)) await compactAll(whole);
      await figureHistory(whole);
    };
    running ??= work().finally(() => (running = undefined));
    return running;
  };
  const ended = async (): Promise<void> => {
    while (running) await running.catch(() => undefined);
  };
  const start = (): void => {
    run(false).catch((cause: Error) =>
      tell({ kind: 'event', level: 'warn', event: 'compaction failed', fields: { reason: cause.message } }),
    );
  };
  /** Watches intake for a while, again and again while it is busy, and then starts. */
  function startWhenQuiet(): void {
    if (stopped) return;
    const isBusy = intake.watch();
    watch ??= setTimeout(() => {
      watch = undefined;
      if (stopped || running) return;
      if (isBusy()) startWhenQuiet();
      else start();
    }, WATCH_MS);
  }

  startWhenQuiet();
  return {
    arrived: intake.arrived,
    committed: (rows) => {
      intake.committed(rows);
      if (stopped || running || !gathered(1)) return;
      if (gathered(EVEN_WHEN_BUSY)) start();
      else startWhenQuiet();
    },
    run: async () => {
      await ended();
      await run(true);
    },
    alone: async (work) => {
      await ended();
      running = work().finally(() => (running = undefined));
      await running;
    },
    stop: async () => {
      stopped = true;
      clearTimeout(watch);
      await running?.catch(() => undefined);
    },
  };
}
