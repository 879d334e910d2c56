import { deviation, mean, type ChartPoint } from './chart-point.js';
import { c4, d2, d3 } from './constants.js';
import type { Process } from './individuals.js';

/** Readings that were taken together. */
export interface Subgroup {
  /** Of its last reading. */
  readonly timeMs: number;
  readonly values: readonly number[];
}

/** What the spread inside a subgroup is measured by. */
export type Spread = 'range' | 'deviation';

const spreadOf = (spread: Spread, values: readonly number[]): number =>
  spread === 'range' ? Math.max(...values) - Math.min(...values) : deviation(values);
const meanFactor = (spread: Spread, n: number): number => (spread === 'range' ? d2(n) : c4(n));
const deviationFactor = (spread: Spread, n: number): number =>
  spread === 'range' ? d3(n) : Math.sqrt(Math.max(0, 1 - c4(n) ** 2));

/**
 * Centre: mean of all readings. Sigma: mean of each subgroup's spread over its own factor (d2 or c4), which for subgroups of one size is
 * R̄/d2 and s̄/c4. Montgomery, 6.2 and 6.3; NIST/SEMATECH e-Handbook, 6.3.2.1.
 */
export function subgroupProcess(subgroups: readonly Subgroup[], spread: Spread): Process {
  const all = subgroups.flatMap(({ values }) => values);
  const several = subgroups.filter(({ values }) => values.length > 1);
  return {
    centre: mean(all),
    sigma:
      several.length === 0
        ? 0
        : mean(several.map(({ values }) => spreadOf(spread, values) / meanFactor(spread, values.length))),
  };
}

/** Means of subgroups; the limits of a smaller subgroup lie further out. */
export const meansChart = (subgroups: readonly Subgroup[], { centre, sigma }: Process): readonly ChartPoint[] =>
  subgroups.map(({ timeMs, values }) => {
    const own = sigma / Math.sqrt(values.length);
    return {
      timeMs,
      value: mean(values),
      centre,
      lower: centre - 3 * own,
      upper: centre + 3 * own,
      sigma: own,
      n: values.length,
    };
  });

/** Ranges or standard deviations of subgroups; a lower limit below zero is none. */
export const spreadChart = (
  subgroups: readonly Subgroup[],
  { sigma }: Process,
  spread: Spread,
): readonly ChartPoint[] =>
  subgroups
    .filter(({ values }) => values.length > 1)
    .map(({ timeMs, values }) => {
      const n = values.length;
      const centre = meanFactor(spread, n) * sigma;
      const own = deviationFactor(spread, n) * sigma;
      const lower = centre - 3 * own;
      return {
        timeMs,
        value: spreadOf(spread, values),
        centre,
        lower: lower > 0 ? lower : null,
        upper: centre + 3 * own,
        sigma: own,
        n,
      };
    });
