import { describe, expect, it } from 'vitest';
import { judgeHours } from './judge.js';

describe('warnings as a crew counts them', () => {
  it('are one while they go on, right when the pump trips within the horizon, and false when it does not', () => {
    const score = judgeHours(
      [
        { hours: 1_000, alarms: [100, 110, 120, 500], failures: [200] },
        { hours: 1_000, alarms: [], failures: [300] },
      ],
      168,
    );
    expect(score).toEqual({
      precision: 0.5,
      recall: 0.5,
      falseAlarmsPerWellYear: 8_766 / 2_000,
      leadHours: 100,
      warnings: 2,
      failures: 2,
    });
  });

  it('count anew after a trip, and an alarm long before one as false', () => {
    const { warnings, precision, leadHours } = judgeHours(
      [{ hours: 500, alarms: [95, 101, 300], failures: [100, 480] }],
      50,
    );
    expect(warnings).toBe(3);
    expect(precision).toBeCloseTo(1 / 3);
    expect(leadHours).toBe(5);
  });
});
