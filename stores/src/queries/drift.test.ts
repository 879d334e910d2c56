import { describe, expect, it } from 'vitest';
import { biasDrift, coverageDrift, fewestHits } from './drift.js';

const healthy = { n: 28, meanError: 0.1, deviation: 1, meanAbsolute: 0.8, hits80: 22 };

describe('drift of bias', () => {
  it('is above 0 when errors lean to one side, surely and by much', () => {
    expect(biasDrift({ ...healthy, meanError: 1.5, meanAbsolute: 1.6 })).toBeGreaterThan(0);
    expect(biasDrift({ ...healthy, meanError: -1.5, meanAbsolute: 1.6 })).toBeGreaterThan(0);
  });

  it('is below 0 for a lean that is certain and small, or large and by chance', () => {
    expect(biasDrift({ ...healthy, n: 10_000, meanError: 0.1 })).toBeLessThan(0);
    expect(biasDrift({ ...healthy, meanError: 0.5, deviation: 1 })).toBeLessThan(0);
  });

  it('is not told by a handful of vintages, nor where there is no error at all', () => {
    expect(biasDrift({ ...healthy, n: 19, meanError: 5 })).toBeUndefined();
    expect(biasDrift({ ...healthy, meanError: 0, deviation: 0, meanAbsolute: 0 })).toBeUndefined();
  });
});

describe('drift of coverage', () => {
  it('begins where a true 80 % interval comes once in ten thousand times', () => {
    // P(X ≤ 13) of 28 at 0.8 is 0.00008, P(X ≤ 14) is 0.0003.
    expect(fewestHits(28)).toBe(14);
    expect(coverageDrift({ ...healthy, hits80: 14 })).toBe(0);
    expect(coverageDrift({ ...healthy, hits80: 13 })).toBeCloseTo(1 / 28);
  });

  it('comes near the level with many vintages, and never overflows', () => {
    expect(fewestHits(100_000) / 100_000).toBeGreaterThan(0.794);
    expect(fewestHits(100_000) / 100_000).toBeLessThan(0.8);
  });

  it('does not hold it against an interval that it holds more often', () => {
    expect(coverageDrift({ ...healthy, hits80: 28 })).toBeLessThan(0);
    expect(coverageDrift({ ...healthy, n: 5, hits80: 0 })).toBeUndefined();
  });
});
