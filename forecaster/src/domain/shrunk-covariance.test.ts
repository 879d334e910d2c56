import { describe, expect, it } from 'vitest';
import { randomNumbers } from '../../testing/made-series.js';
import { shrunkCovariance } from './shrunk-covariance.js';

const rows = (count: number, draw: () => number[]): Float64Array[] =>
  Array.from({ length: count }, () => Float64Array.from(draw()));
const correlation = (covariance: readonly Float64Array[], one: number, other: number): number => {
  const at = (row: number, column: number): number => covariance[row]?.[column] ?? Number.NaN;
  return at(one, other) / Math.sqrt(at(one, one) * at(other, other));
};

describe('the shrunk covariance of errors', () => {
  it('keeps what goes together, and drops what chance made of a few errors', () => {
    const next = randomNumbers(1);
    const together = rows(200, () => {
      const shared = next();
      return [shared + 0.3 * next(), 10 * (shared + 0.3 * next())];
    });
    expect(correlation(shrunkCovariance(together, 2), 0, 1)).toBeGreaterThan(0.85);
    const apart = rows(12, () => [next(), next(), next(), next()]);
    const shrunk = shrunkCovariance(apart, 4);
    for (let one = 0; one < 4; one += 1)
      for (let other = 0; other < one; other += 1) expect(Math.abs(correlation(shrunk, one, other))).toBeLessThan(0.35);
  });

  it('has the mean squared errors on its diagonal', () => {
    const covariance = shrunkCovariance([Float64Array.of(3, 0), Float64Array.of(3, 4)], 2);
    expect(covariance[0]?.[0]).toBeCloseTo(9);
    expect(covariance[1]?.[1]).toBeCloseTo(8);
  });

  it('takes a member that never missed as one that hardly does', () => {
    const covariance = shrunkCovariance([Float64Array.of(1, 0), Float64Array.of(-1, 0)], 2);
    expect(covariance[1]?.[1]).toBeGreaterThan(0);
    expect(covariance[1]?.[1]).toBeLessThan(1e-6);
  });
});
