import { describe, expect, it } from 'vitest';
import { daysOf, endOfDayMs, lastFullDay, nextDay, startOfDayMs } from './days.js';

describe('days of a run', () => {
  it('have both ends of the range in them, over a leap day', () => {
    expect(daysOf({ fromDay: '2024-02-28', toDay: '2024-03-01' })).toEqual(['2024-02-28', '2024-02-29', '2024-03-01']);
  });

  it('refuse a range that ends before it begins, with what to do', () => {
    expect(() => daysOf({ fromDay: '2026-01-02', toDay: '2026-01-01' })).toThrow(/swap the two days/);
  });

  it('refuse what is not a day of the calendar', () => {
    expect(() => startOfDayMs('2026-02-30')).toThrow(/"2026-02-30" is not a day/);
    expect(() => startOfDayMs('today')).toThrow(/YYYY-MM-DD/);
  });

  it('end just before the first reading of the next day', () => {
    expect(endOfDayMs('2026-01-01') + 1).toBe(startOfDayMs(nextDay('2026-01-01')));
  });

  it('are full only when they are over', () => {
    expect(lastFullDay(Date.parse('2026-01-02T00:00:00Z'))).toBe('2026-01-01');
    expect(lastFullDay(Date.parse('2026-01-01T23:59:59Z'))).toBe('2025-12-31');
  });
});
