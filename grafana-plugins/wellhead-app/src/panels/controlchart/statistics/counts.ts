import type { ChartPoint } from './chart-point.js';

/** What was counted in a sample: defective units among those inspected (p), or defects in so many units (u). */
export interface Count {
  readonly timeMs: number;
  readonly count: number;
  /** Units inspected, above zero. */
  readonly size: number;
}

/** Defectives or defects a unit over all samples. */
export const meanRate = (counts: readonly Count[]): number =>
  counts.reduce((sum, { count }) => sum + count, 0) / counts.reduce((sum, { size }) => sum + size, 0);

/**
 * Rates against three sigma of their own sample size. p: binomial, √(p̄(1−p̄)/n); u: Poisson, √(ū/n). NIST/SEMATECH e-Handbook, 6.3.3.1
 * and 6.3.3.2; Montgomery, 7.2 and 7.3. A limit that no rate can pass is none.
 */
export const countsChart = (counts: readonly Count[], kind: 'p' | 'u', centre: number): readonly ChartPoint[] =>
  counts.map(({ timeMs, count, size }) => {
    const sigma = Math.sqrt((kind === 'p' ? centre * (1 - centre) : centre) / size);
    const lower = centre - 3 * sigma;
    const upper = centre + 3 * sigma;
    return {
      timeMs,
      value: count / size,
      centre,
      lower: lower > 0 ? lower : null,
      upper: kind === 'p' && upper >= 1 ? null : upper,
      sigma,
      n: size,
    };
  });
