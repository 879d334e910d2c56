import type { Clock, RunProgress } from '@wellhead/contracts';
import type { Run } from '@wellhead/stores';

/** How far a run has come, told as it goes on. */
export interface Progress {
  tell(progress: Omit<RunProgress, 'toldAtMs'>): void;
  /** When all that was told is kept: before the run ends, so that nothing older is written over its end. */
  settled(): Promise<void>;
}

const TELL_EVERY_MS = 250;

/**
 * Keeps the last progress with the run (`progress` of `GET /runs/{id}`): at once when something else is begun or all of it is done, otherwise four times
 * a second at most. A telling that fails is not worth a run: the next one tells again.
 */
export function openProgress(run: Pick<Run, 'report'>, clock: Clock): Progress {
  let told: { readonly what: string; readonly atMs: number } | undefined;
  let telling: Promise<void> = Promise.resolve();
  return {
    tell(progress) {
      const { phase, phasesDone, subject, of, done, total } = progress;
      const what = JSON.stringify([phase, phasesDone, subject, of, done === total]);
      // By a clock that never stands still: that of the run may be a time in the past.
      const atMs = performance.now();
      if (told?.what === what && atMs - told.atMs < TELL_EVERY_MS) return;
      told = { what, atMs };
      const known: RunProgress = { ...progress, toldAtMs: clock() };
      telling = telling.then(() => run.report({ progress: known })).catch(() => undefined);
    },
    settled: () => telling,
  };
}
