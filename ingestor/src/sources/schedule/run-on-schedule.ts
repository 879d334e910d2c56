import { setTimeout as pause } from 'node:timers/promises';
import { type Schedule, waitMs } from './schedule.js';

/** The longest that one timer of Node may wait; longer waits are made of several. */
const LONGEST_TIMER_MS = 2_147_000_000;

/** Does the work again and again on its schedule until `closing`: with `everySeconds` at once first, with cron at its times. Never rejects. */
export async function runOnSchedule(
  schedule: Schedule,
  work: () => Promise<void>,
  parts: {
    readonly closing: AbortSignal;
    readonly clock: () => number;
    readonly onFailure: (error: unknown) => void;
  },
): Promise<void> {
  const { closing, clock, onFailure } = parts;
  const waitFor = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0 && !closing.aborted; left -= LONGEST_TIMER_MS)
      await pause(Math.min(left, LONGEST_TIMER_MS), undefined, { signal: closing }).catch(() => undefined);
  };
  if ('cron' in schedule) await waitFor(waitMs(schedule, clock()));
  while (!closing.aborted) {
    await work().catch(onFailure);
    await waitFor(waitMs(schedule, clock()));
  }
}
