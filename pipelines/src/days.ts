import { MS_PER_DAY, utcDay } from '@wellhead/contracts';

/** Days are `YYYY-MM-DD` in UTC; a range has both its ends in it. */
export interface DayRange {
  readonly fromDay: string;
  readonly toDay: string;
}

/** The first instant of a day, ms. Throws on what is not a day of the calendar. */
export function startOfDayMs(day: string): number {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00.000Z`) : Number.NaN;
  if (Number.isNaN(ms) || utcDay(ms) !== day) {
    throw new RangeError(`"${day}" is not a day: expected YYYY-MM-DD, such as 2026-03-01`);
  }
  return ms;
}

/**
 * The last millisecond of a day. A daily reading has the time at which its day begins, so this is the latest instant that
 * knows the day and nothing of the next one.
 */
export const endOfDayMs = (day: string): number => startOfDayMs(day) + MS_PER_DAY - 1;

export const nextDay = (day: string): string => utcDay(startOfDayMs(day) + MS_PER_DAY);

/** The newest day that is over. */
export const lastFullDay = (nowMs: number): string => utcDay(nowMs - MS_PER_DAY);

/** The days that a run is about which names none, counted from today (UTC): -1 = yesterday. */
export const daysAround = (
  nowMs: number,
  { from, to }: { from: number; to: number } = { from: -1, to: -1 },
): DayRange => ({
  fromDay: utcDay(nowMs + from * MS_PER_DAY),
  toDay: utcDay(nowMs + to * MS_PER_DAY),
});

/** Every day of a range in order. Throws when it ends before it begins. */
export function daysOf({ fromDay, toDay }: DayRange): string[] {
  const from = startOfDayMs(fromDay);
  const to = startOfDayMs(toDay);
  if (to < from) throw new RangeError(`the range ends on ${toDay}, before it begins on ${fromDay}: swap the two days`);
  return Array.from({ length: Math.round((to - from) / MS_PER_DAY) + 1 }, (_, index) =>
    utcDay(from + index * MS_PER_DAY),
  );
}
