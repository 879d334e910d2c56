import { describe, expect, it } from 'vitest';
import { SERVED_FROM, SERVED_TO, ARCHIVE_FROM, chooseShiftWeeks, shiftDay, shiftOrderLine } from './shift-dates.js';
import { readSuperstore } from './superstore.js';

const weekday = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay();

describe('the moved dates of the demo', () => {
  it('put any day of a first start 87 to 93 days into the served half year', () => {
    for (let day = 0; day < 400; day += 1) {
      const nowMs = Date.parse('2026-11-22T13:00:00Z') + day * 86_400_000;
      const servedFrom = Date.parse(`${shiftDay(SERVED_FROM, chooseShiftWeeks(nowMs))}T00:00:00Z`);
      const daysIn = Math.floor((nowMs - servedFrom) / 86_400_000);
      expect(daysIn).toBeGreaterThanOrEqual(87);
      expect(daysIn).toBeLessThanOrEqual(93);
    }
  });

  it('keep the day of the week and the original day', () => {
    const line = readSuperstore()[0];
    if (line === undefined) throw new Error('the source is empty');
    const moved = shiftOrderLine(line, 465);
    expect(weekday(moved.order_date)).toBe(weekday(line.order_date));
    expect(moved.original_order_date).toBe(line.order_date);
  });
});

describe('the Superstore orders', () => {
  const lines = readSuperstore();

  it('are the 9,994 lines of the source, whose sales add up to the cent', () => {
    expect(lines).toHaveLength(9_994);
    expect(new Set(lines.map((line) => line.order_line_id)).size).toBe(9_994);
    const cents = lines.reduce((sum, line) => sum + line.sales, 0);
    expect(cents.toFixed(2)).toBe('2297200.86');
  });

  it('lie between the first and the last day that the demo knows, in order', () => {
    const days = lines.map((line) => line.order_date);
    expect(days[0]).toBe(ARCHIVE_FROM);
    expect(days.at(-1)).toBe(SERVED_TO);
    expect([...days].sort()).toEqual(days);
  });
});
