import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openAllowance } from './allowance.js';

describe('what a token may send', () => {
  it('never exceeds its rate by more than one second’s worth and its last request', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000 }),
        fc.array(fc.tuple(fc.nat(2_000), fc.integer({ min: 1, max: 500 })), { minLength: 1, maxLength: 200 }),
        (linesPerSecond, requests) => {
          let nowMs = 1_000;
          const allowance = openAllowance({ linesPerSecond }, 0, () => nowMs);
          let sent = 0;
          let last = 0;
          for (const [pauseMs, lines] of requests) {
            nowMs += pauseMs;
            if (allowance.wait()) continue;
            allowance.spend(lines, 0);
            sent += lines;
            last = lines;
            expect(sent - last).toBeLessThanOrEqual(linesPerSecond * (1 + (nowMs - 1_000) / 1_000) + 1e-6);
          }
        },
      ),
    );
  });

  it('says when it may send again, and keeps its word', () => {
    let nowMs = 0;
    const allowance = openAllowance({ bytesPerSecond: 100 }, 0, () => nowMs);
    allowance.spend(1, 1_000);
    const wait = allowance.wait();
    expect(wait).toMatchObject({ limit: 'bytesPerSecond', allowed: 100, seconds: 9 });
    nowMs = 8_900;
    expect(allowance.wait()).toBeDefined();
    nowMs = 9_001;
    expect(allowance.wait()).toBeUndefined();
  });

  it('holds a daily quota until midnight UTC, counting what was sent before a restart', () => {
    let nowMs = Date.UTC(2026, 0, 2, 23, 59, 0);
    const allowance = openAllowance({ linesPerDay: 100 }, 90, () => nowMs);
    expect(allowance.wait()).toBeUndefined();
    allowance.spend(10, 1);
    expect(allowance.wait()).toMatchObject({ limit: 'linesPerDay', seconds: 60 });
    nowMs += 60_000;
    expect(allowance.wait()).toBeUndefined();
  });

  it('is without bounds where no limit is set', () => {
    const allowance = openAllowance({}, 0, () => 0);
    allowance.spend(1e9, 1e12);
    expect(allowance.wait()).toBeUndefined();
  });
});
