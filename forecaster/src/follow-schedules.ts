import type { Jobs } from '@wellhead/stores';
import type { Logger } from 'pino';
import { openTurns } from './turns.js';

/** What is wanted of one queue: a job by cron, or none. */
export interface WantedSchedule {
  readonly queue: string;
  /** Five fields, UTC; undefined: nothing by schedule. */
  readonly cron: string | undefined;
  readonly job: object;
  readonly expireSeconds?: number;
}

export interface FollowedSchedules {
  /** Looks at what is wanted, and schedules what has changed since. Rejects when it cannot. */
  look(): Promise<void>;
  close(): Promise<void>;
}

const LOOK_EVERY_MS = 10_000;

/** Keeps the queue's schedules as Settings have them: all at once, then whatever changes, within ten seconds. */
export async function followSchedules(
  wanted: () => Promise<readonly WantedSchedule[]>,
  { jobs, log }: { readonly jobs: Jobs; readonly log: Logger },
): Promise<FollowedSchedules> {
  const held = new Map<string, string | undefined>();
  const inTurn = openTurns();
  const schedule = async (): Promise<void> => {
    for (const { queue, cron, job, expireSeconds } of await wanted()) {
      const now = JSON.stringify([cron, job]);
      if (held.get(queue) === now) continue;
      if (cron === undefined) await jobs.unschedule(queue);
      else await jobs.schedule(queue, cron, job, expireSeconds === undefined ? {} : { expireSeconds });
      held.set(queue, now);
      log.info({ queue, cron: cron ?? 'never' }, 'scheduled');
    }
  };
  const look = (): Promise<void> => inTurn(schedule);
  await look();
  const timer = setInterval(() => {
    look().catch((error: unknown) => log.warn({ err: error }, 'schedules could not be looked at'));
  }, LOOK_EVERY_MS);
  return {
    look,
    close: async () => {
      clearInterval(timer);
      await inTurn.ended();
    },
  };
}
