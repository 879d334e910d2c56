import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firingsOf } from './firings.js';

const looks = (values: readonly number[]) => values.map((value, at) => ({ atMs: at * 1_000, value }));

describe('when a limit would have fired', () => {
  it('fires from the first look beyond a high limit until the first within it, and keeps the worst value', () => {
    expect(firingsOf(looks([1, 11, 14, 12, 10, 11]), { kind: 'high', value: 10 }, { model: 'a' })).toEqual([
      { fromMs: 1_000, toMs: 4_000, worst: 14, labels: { model: 'a' } },
      { fromMs: 5_000, toMs: null, worst: 11, labels: { model: 'a' } },
    ]);
  });

  it('a low limit is breached by what lies below it', () => {
    expect(firingsOf(looks([5, 3, 2, 6]), { kind: 'low-low', value: 4 }, {})).toEqual([
      { fromMs: 1_000, toMs: 3_000, worst: 2, labels: {} },
    ]);
  });

  it('a limit that is farther out never fires for longer', () => {
    const firingMs = (values: readonly number[], value: number): number =>
      firingsOf(looks(values), { kind: 'high', value }, {}).reduce(
        (sum, { fromMs, toMs }) => sum + (toMs ?? values.length * 1_000) - fromMs,
        0,
      );
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 50 })), fc.integer({ min: -50, max: 50 }), (values, value) => {
        expect(firingMs(values, value + 1)).toBeLessThanOrEqual(firingMs(values, value));
      }),
    );
  });
});
