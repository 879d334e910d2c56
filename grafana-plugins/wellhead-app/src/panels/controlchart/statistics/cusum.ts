import type { ChartPoint } from './chart-point.js';
import type { Process, Reading } from './individuals.js';

export interface CusumDesign {
  /** Slack k in sigma: half the shift that is to be found. */
  readonly slack: number;
  /** Decision interval h in sigma. */
  readonly interval: number;
}

/**
 * Tabular cumulative sums of what lies more than k sigma above and below the centre, each held at zero from below, and the decision
 * interval ±h sigma. The lower sum is drawn below zero. Page 1954; Montgomery, 9.1; NIST/SEMATECH e-Handbook, 6.3.2.3.
 */
export function cusumChart(
  readings: readonly Reading[],
  { centre, sigma }: Process,
  { slack, interval }: CusumDesign,
): { readonly upper: readonly ChartPoint[]; readonly lower: readonly ChartPoint[] } {
  let above = 0;
  let below = 0;
  const upper: ChartPoint[] = [];
  const lower: ChartPoint[] = [];
  for (const { timeMs, value } of readings) {
    above = Math.max(0, value - centre - slack * sigma + above);
    below = Math.max(0, centre - slack * sigma - value + below);
    upper.push({ timeMs, value: above, centre: 0, lower: null, upper: interval * sigma, sigma, n: 1 });
    lower.push({ timeMs, value: -below, centre: 0, lower: -interval * sigma, upper: null, sigma, n: 1 });
  }
  return { upper, lower };
}
