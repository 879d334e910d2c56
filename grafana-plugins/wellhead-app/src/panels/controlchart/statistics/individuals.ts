import { mean, type ChartPoint } from './chart-point.js';
import { d2, d3 } from './constants.js';

export interface Reading {
  readonly timeMs: number;
  readonly value: number;
}

export interface Process {
  readonly centre: number;
  /** Standard deviation of single readings within the process, from short-term variation. */
  readonly sigma: number;
}

/** Absolute differences of readings that follow each other: one fewer than readings. */
const movingRanges = (readings: readonly Reading[]): readonly Reading[] =>
  readings
    .slice(1)
    .map(({ timeMs, value }, at) => ({ timeMs, value: Math.abs(value - (readings[at] as Reading).value) }));

/** Centre and sigma of single readings: mean, and mean moving range over d2. NIST/SEMATECH e-Handbook, 6.3.2.2. */
export const individualsProcess = (readings: readonly Reading[]): Process => ({
  centre: mean(readings.map(({ value }) => value)),
  sigma: readings.length < 2 ? 0 : mean(movingRanges(readings).map(({ value }) => value)) / d2(2),
});

/** Single readings against three sigma. */
export const individualsChart = (readings: readonly Reading[], { centre, sigma }: Process): readonly ChartPoint[] =>
  readings.map(({ timeMs, value }) => ({
    timeMs,
    value,
    centre,
    lower: centre - 3 * sigma,
    upper: centre + 3 * sigma,
    sigma,
    n: 1,
  }));

/** Moving ranges against three of their own sigma: D4 = 3.267 times their mean, and no lower limit. */
export const movingRangeChart = (readings: readonly Reading[], { sigma }: Process): readonly ChartPoint[] =>
  movingRanges(readings).map(({ timeMs, value }) => ({
    timeMs,
    value,
    centre: d2(2) * sigma,
    lower: null,
    upper: (d2(2) + 3 * d3(2)) * sigma,
    sigma: d3(2) * sigma,
    n: 2,
  }));
