import cronParser from 'cron-parser';
import { z } from 'zod';

const isCron = (text: string): boolean => {
  try {
    cronParser.parseExpression(text, { utc: true });
    return true;
  } catch {
    return false;
  }
};

/** When a source looks again: every so many seconds from its start, or at the times of a cron expression (UTC). */
export const scheduleSchema = z.union(
  [
    z.strictObject({ everySeconds: z.number().positive() }),
    z.strictObject({ cron: z.string().refine(isCron, 'expected five cron fields, such as */5 * * * *') }),
  ],
  { error: 'expected { everySeconds: 60 } or { cron: "*/5 * * * *" } (UTC)' },
);
export type Schedule = z.infer<typeof scheduleSchema>;

/** Milliseconds from now to the next look. */
export function waitMs(schedule: Schedule, nowMs: number): number {
  if ('everySeconds' in schedule) return schedule.everySeconds * 1_000;
  const next = cronParser.parseExpression(schedule.cron, { utc: true, currentDate: new Date(nowMs) }).next();
  return next.getTime() - nowMs;
}
