import { type Clock, utcDay } from '@wellhead/contracts';
import { type DemoState, demoTimeMs } from './demo-state.js';
import {
  ARCHIVE_FROM,
  SERVED_FROM,
  SERVED_TO,
  type ShiftedOrderLine,
  addDays,
  shiftDay,
  shiftOrderLine,
} from './shift-dates.js';
import type { OrderLine } from './superstore.js';

export type OrdersAnswer =
  | { readonly kind: 'orders'; readonly rows: readonly ShiftedOrderLine[] }
  | { readonly kind: 'not-a-day' }
  | { readonly kind: 'not-over'; readonly newest: string }
  | { readonly kind: 'outside' };

/** The demo shop: its orders by moved day, and which days are over on its clock. */
export interface Shop {
  readonly shiftWeeks: number;
  readonly firstDay: string;
  /** The last day of the archive; days after it are only served. */
  readonly archiveTo: string;
  readonly lastDay: string;
  /** The newest day that is over and has data. */
  newestDay(): string;
  archive(): readonly ShiftedOrderLine[];
  ordersOf(day: string): OrdersAnswer;
}

const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && Number.isFinite(Date.parse(`${text}T00:00:00Z`)) && addDays(text, 0) === text;

function linesByDay(lines: readonly OrderLine[], shiftWeeks: number): ReadonlyMap<string, readonly ShiftedOrderLine[]> {
  const byDay = new Map<string, ShiftedOrderLine[]>();
  for (const line of lines) {
    const moved = shiftOrderLine(line, shiftWeeks);
    const sameDay = byDay.get(moved.order_date);
    if (sameDay) sameDay.push(moved);
    else byDay.set(moved.order_date, [moved]);
  }
  return byDay;
}

/** `readLines` is called once, when orders are first asked for: a start that misses no day need not wait for it. */
export function openShop(readLines: () => readonly OrderLine[], state: DemoState, clock: Clock): Shop {
  const { shiftWeeks } = state;
  let known: ReadonlyMap<string, readonly ShiftedOrderLine[]> | undefined;
  const byDay = (): ReadonlyMap<string, readonly ShiftedOrderLine[]> => (known ??= linesByDay(readLines(), shiftWeeks));
  const firstDay = shiftDay(ARCHIVE_FROM, shiftWeeks);
  const archiveTo = addDays(shiftDay(SERVED_FROM, shiftWeeks), -1);
  const lastDay = shiftDay(SERVED_TO, shiftWeeks);
  const newestDay = (): string => {
    const yesterday = addDays(utcDay(demoTimeMs(state, clock())), -1);
    return yesterday < lastDay ? yesterday : lastDay;
  };
  return {
    shiftWeeks,
    firstDay,
    archiveTo,
    lastDay,
    newestDay,
    archive: () => [...byDay()].flatMap(([day, rows]) => (day <= archiveTo ? rows : [])),
    ordersOf: (day) => {
      if (!isDay(day)) return { kind: 'not-a-day' };
      if (day < firstDay || day > lastDay) return { kind: 'outside' };
      const newest = newestDay();
      return day > newest ? { kind: 'not-over', newest } : { kind: 'orders', rows: byDay().get(day) ?? [] };
    },
  };
}
