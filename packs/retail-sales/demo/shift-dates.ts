import { MS_PER_DAY, utcDay } from '@wellhead/contracts';
import type { OrderLine } from './superstore.js';

/** Days of the source. The first 3.5 years are the archive; from `SERVED_FROM` on, days are served one by one. */
export const ARCHIVE_FROM = '2014-01-03';
export const SERVED_FROM = '2017-07-01';
export const SERVED_TO = '2017-12-30';
/** How far into the served half year the day of the first start lies, to the nearest week. */
const DAYS_ALREADY_SERVED = 90;

/** An order line as it is sent: its days moved, the original day kept. */
export interface ShiftedOrderLine extends OrderLine {
  readonly original_order_date: string;
}

const dayNumber = (day: string): number => Math.round(Date.parse(`${day}T00:00:00Z`) / MS_PER_DAY);

export const addDays = (day: string, days: number): string => utcDay((dayNumber(day) + days) * MS_PER_DAY);

/**
 * The whole number of weeks by which every date moves, so that the given instant lies about 90 days into the served half
 * year. Whole weeks, because the day of the week is what sales depend on most.
 */
export const chooseShiftWeeks = (nowMs: number): number =>
  Math.round((Math.floor(nowMs / MS_PER_DAY) - dayNumber(SERVED_FROM) - DAYS_ALREADY_SERVED) / 7);

export const shiftDay = (day: string, weeks: number): string => addDays(day, 7 * weeks);

export const shiftOrderLine = (line: OrderLine, weeks: number): ShiftedOrderLine => ({
  ...line,
  order_date: shiftDay(line.order_date, weeks),
  ship_date: shiftDay(line.ship_date, weeks),
  original_order_date: line.order_date,
});
