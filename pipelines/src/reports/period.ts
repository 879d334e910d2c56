import { MS_PER_DAY, utcDay, type ReportPeriod } from '@wellhead/contracts';
import { nextDay, startOfDayMs, type DayRange } from '../days.js';

const MS_PER_HOUR = 3_600_000;
const monthOf = (day: string): string => day.slice(0, 7);

/** The days of the last period of its kind that has ended by the end of `day`. */
export function periodBy(period: ReportPeriod, day: string): DayRange {
  switch (period) {
    case 'day':
      return { fromDay: day, toDay: day };
    case 'week': {
      // Day 0 of the week is Sunday, its last day here.
      const toMs = startOfDayMs(day) - new Date(startOfDayMs(day)).getUTCDay() * MS_PER_DAY;
      return { fromDay: utcDay(toMs - 6 * MS_PER_DAY), toDay: utcDay(toMs) };
    }
    case 'month': {
      const ended = monthOf(nextDay(day)) !== monthOf(day);
      const toDay = ended ? day : utcDay(startOfDayMs(`${monthOf(day)}-01`) - MS_PER_DAY);
      return { fromDay: `${monthOf(toDay)}-01`, toDay };
    }
    default:
      return period satisfies never;
  }
}

/** The period just before one, of the same kind; before days that are no such period, as many days. */
export function periodBefore(period: ReportPeriod, { fromDay, toDay }: DayRange): DayRange {
  const lastMs = startOfDayMs(fromDay) - MS_PER_DAY;
  const isWhole = periodBy(period, toDay).fromDay === fromDay && periodBy(period, toDay).toDay === toDay;
  return isWhole
    ? periodBy(period, utcDay(lastMs))
    : { fromDay: utcDay(lastMs - (startOfDayMs(toDay) - startOfDayMs(fromDay))), toDay: utcDay(lastMs) };
}

/** Half open, ms. */
export const instantsOf = ({ fromDay, toDay }: DayRange): { readonly fromMs: number; readonly toMs: number } => ({
  fromMs: startOfDayMs(fromDay),
  toMs: startOfDayMs(toDay) + MS_PER_DAY,
});

/** The part of instants of a day that hours of it are; all of them where there are none. */
export const narrowed = (
  { fromMs, toMs }: ReturnType<typeof instantsOf>,
  hours: { readonly from: number; readonly to: number } | undefined,
): ReturnType<typeof instantsOf> =>
  hours === undefined
    ? { fromMs, toMs }
    : { fromMs: fromMs + hours.from * MS_PER_HOUR, toMs: fromMs + hours.to * MS_PER_HOUR };

/** “2026-11-16 … 2026-11-22”, or the one day. */
export const spokenPeriod = ({ fromDay, toDay }: DayRange): string =>
  fromDay === toDay ? fromDay : `${fromDay} … ${toDay}`;
