import type { ModelScore } from '@wellhead/contracts';

/** How often an interval held against how often it should: 0.8 promised, 0.77 realised of so many. */
export interface CoveragePoint {
  readonly promised: number;
  readonly realised: number;
  /** 95 % interval of the realised ratio (Wilson, 1927): chance explains the promise where it lies within. */
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

const Z = 1.96;

function wilson(hit: number, count: number): { readonly low: number; readonly high: number } {
  const ratio = hit / count;
  const middle = ratio + Z ** 2 / (2 * count);
  const half = Z * Math.sqrt((ratio * (1 - ratio)) / count + Z ** 2 / (4 * count ** 2));
  const scale = 1 + Z ** 2 / count;
  return { low: Math.max(0, (middle - half) / scale), high: Math.min(1, (middle + half) / scale) };
}

/** The points of a model by promised ratio; levels that were never judged are left out. */
export const coverageOf = ({ coverage }: Pick<ModelScore, 'coverage'>): CoveragePoint[] =>
  Object.entries(coverage)
    .filter(([, { n }]) => n > 0)
    .map(([level, { hit, n }]) => ({ promised: promisedOf(level), realised: hit / n, ...wilson(hit, n), count: n }))
    .toSorted((one, other) => one.promised - other.promised);

/** Levels are written as ratios or per cent: 0.8, 80. */
const promisedOf = (level: string): number => (Number(level) > 1 ? Number(level) / 100 : Number(level));

/** The best first: by MASE, those without one last. */
export const byError = (scores: readonly ModelScore[]): ModelScore[] =>
  scores.toSorted((one, other) => (one.mase ?? Number.POSITIVE_INFINITY) - (other.mase ?? Number.POSITIVE_INFINITY));
