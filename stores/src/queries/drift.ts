import type { FirstSteps } from '../postgres/scorecard.js';

/** Fewer vintages tell nothing. */
const FEWEST = 20;
/**
 * Bias is a drift when the mean error lies so many standard errors beyond 0 — by chance once in some ten thousand signals with 28 vintages — and when it
 * also matters: with thousands of vintages the smallest lean is certain.
 */
const SURE = 5;
const SHARE_OF_ERROR = 0.3;
/** A run of misses as long as this is seen once in ten thousand healthy signals. */
const CHANCE = 0.0001;
const LEVEL = 0.8;

/** How far the mean error of first steps lies beyond what chance and rounding explain, as a ratio above it; > 0 = drifted, undefined = too few. */
export function biasDrift({ n, meanError, deviation, meanAbsolute }: FirstSteps): number | undefined {
  if (n < FEWEST || meanAbsolute === 0) return undefined;
  const lean = Math.abs(meanError) / meanAbsolute / SHARE_OF_ERROR;
  const error = deviation / Math.sqrt(n);
  const certainty = error > 0 ? Math.abs(meanError) / error / SURE : Infinity;
  return Math.min(lean, certainty) - 1;
}

/**
 * How far the 80 % interval of first steps held less often than chance explains, as a ratio; > 0 = drifted, undefined = too few. An interval
 * that holds more often is no drift: where zeros are frequent nothing narrower would be right.
 */
export function coverageDrift({ n, hits80 }: FirstSteps): number | undefined {
  if (n < FEWEST) return undefined;
  return (fewestHits(n) - hits80) / n;
}

/** The smallest number of hits of n that a true 80 % interval stays at or above but once in ten thousand times. */
export function fewestHits(n: number): number {
  // In logs: 0.2 to the power of thousands is nothing in a double.
  let term = n * Math.log(1 - LEVEL);
  let below = Math.exp(term);
  let hits = 0;
  while (below <= CHANCE && hits < n) {
    term += Math.log(n - hits) - Math.log(hits + 1) + Math.log(LEVEL) - Math.log(1 - LEVEL);
    hits += 1;
    below += Math.exp(term);
  }
  return hits;
}
