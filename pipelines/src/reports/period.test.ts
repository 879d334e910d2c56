import { utcDay } from '@wellhead/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantsOf, narrowed, periodBefore, periodBy, spokenPeriod } from './period.js';

const anyDay = fc.integer({ min: 0, max: 40_000 }).map((days) => utcDay(days * 86_400_000));

describe('the period of a report', () => {
  it('is a week from Monday to Sunday that has ended', () => {
    const week = { fromDay: '2026-11-16', toDay: '2026-11-22' };
    expect(periodBy('week', '2026-11-22')).toEqual(week);
    expect(periodBy('week', '2026-11-24')).toEqual(week);
    expect(periodBy('week', '2026-11-28')).toEqual(week);
    expect(periodBy('week', '2026-11-29').toDay).toBe('2026-11-29');
  });

  it('is a month that has ended, leap years included', () => {
    expect(periodBy('month', '2024-02-28')).toEqual({ fromDay: '2024-01-01', toDay: '2024-01-31' });
    expect(periodBy('month', '2024-02-29')).toEqual({ fromDay: '2024-02-01', toDay: '2024-02-29' });
    expect(periodBy('month', '2026-01-15')).toEqual({ fromDay: '2025-12-01', toDay: '2025-12-31' });
  });

  it('is one day', () => {
    expect(periodBy('day', '2026-11-24')).toEqual({ fromDay: '2026-11-24', toDay: '2026-11-24' });
    expect(spokenPeriod(periodBy('day', '2026-11-24'))).toBe('2026-11-24');
  });

  it('is narrowed to the hours of a shift, and two shifts of twelve are the day', () => {
    const day = instantsOf(periodBy('day', '2026-11-24'));
    const [night, light] = [narrowed(day, { from: 0, to: 12 }), narrowed(day, { from: 12, to: 24 })];
    expect(night.fromMs).toBe(day.fromMs);
    expect(new Date(night.toMs).toISOString()).toBe('2026-11-24T12:00:00.000Z');
    expect(light).toEqual({ fromMs: night.toMs, toMs: day.toMs });
    expect(narrowed(day, undefined)).toEqual(day);
  });

  it('has as many days before days that are no period', () => {
    const days = { fromDay: '2026-11-04', toDay: '2026-11-14' };
    expect(periodBefore('day', days)).toEqual({ fromDay: '2026-10-24', toDay: '2026-11-03' });
    expect(periodBefore('week', days)).toEqual({ fromDay: '2026-10-24', toDay: '2026-11-03' });
  });

  it('never ends after the day asked for, and touches the one before without a gap', () => {
    fc.assert(
      fc.property(anyDay, fc.constantFrom('day' as const, 'week' as const, 'month' as const), (day, kind) => {
        const period = periodBy(kind, day);
        expect(period.toDay <= day).toBe(true);
        expect(instantsOf(periodBefore(kind, period)).toMs).toBe(instantsOf(period).fromMs);
      }),
    );
  });
});
