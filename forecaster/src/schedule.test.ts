import { describe, expect, it } from 'vitest';
import { cronOf } from './schedule.js';

const MINUTE = 60_000;

describe('the schedule of a pack', () => {
  it.each([
    [MINUTE, '* * * * *'],
    [15 * MINUTE, '*/15 * * * *'],
    [25 * MINUTE, '*/20 * * * *'],
    [60 * MINUTE, '5 * * * *'],
    [5 * 60 * MINUTE, '5 */4 * * *'],
    [24 * 60 * MINUTE, '15 2 * * *'],
    [7 * 24 * 60 * MINUTE, '15 2 * * *'],
    [1_000, '* * * * *'],
  ])('of %d ms runs at least as often: %s', (scheduleMs, cron) => {
    expect(cronOf(scheduleMs)).toBe(cron);
  });
});
