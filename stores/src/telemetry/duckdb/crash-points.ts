/**
 * Named places where a crash test ends the process as `kill -9` would: `mid-flush` with rows appended but not committed,
 * `after-commit` with rows and checkpoint committed but the writer not told (between the commits of two sinks, seen from outside),
 * `before-figures` with rows moved but their figures not brought up to date, `mid-compaction` with both done but not committed.
 */
export const CRASH_POINTS = ['mid-flush', 'after-commit', 'before-figures', 'mid-compaction'] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];

/** Faults that tests inject; a running system has none. */
export interface StoreFaults {
  /** End the process at this point, the `hit`-th time it is passed (1 = the first). */
  readonly killAt?: { readonly point: CrashPoint; readonly hit: number };
  /** The control of the crash tests: commits the checkpoint before its rows, so that a crash between them loses data. */
  readonly checkpointBeforeRows?: boolean;
}

/** Returns the function to call at each named place. */
export function crashPoints(faults: StoreFaults): (point: CrashPoint) => void {
  let hits = 0;
  return (point) => {
    if (faults.killAt?.point !== point) return;
    hits += 1;
    if (hits === faults.killAt.hit) process.kill(process.pid, 'SIGKILL');
  };
}
