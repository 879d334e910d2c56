import type { ChartPoint } from './chart-point.js';
import type { Process, Reading } from './individuals.js';

export interface EwmaDesign {
  /** Weight of the newest reading, above 0 and at most 1. */
  readonly lambda: number;
  /** Distance of the limits in standard deviations of the average. */
  readonly width: number;
}

/**
 * Exponentially weighted moving average against limits that widen from the start, L·σ·√(λ/(2−λ)·(1−(1−λ)^2i)). Roberts 1959;
 * Montgomery, 9.2; NIST/SEMATECH e-Handbook, 6.3.2.4, which uses the final width from the start.
 */
export function ewmaChart(
  readings: readonly Reading[],
  { centre, sigma }: Process,
  { lambda, width }: EwmaDesign,
): readonly ChartPoint[] {
  let average = centre;
  return readings.map(({ timeMs, value }, at) => {
    average = lambda * value + (1 - lambda) * average;
    const own = sigma * Math.sqrt((lambda / (2 - lambda)) * (1 - (1 - lambda) ** (2 * (at + 1))));
    return {
      timeMs,
      value: average,
      centre,
      lower: centre - width * own,
      upper: centre + width * own,
      sigma: own,
      n: 1,
    };
  });
}
