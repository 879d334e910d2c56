import type { CalibrationInput } from './calibrate.js';

/** How far an outcome lay from its mean, and an outcome that lies as far from another mean. */
export interface Errors {
  of(came: number, mean: number): number;
  add(mean: number, error: number): number;
  /** What the error of an outcome is that came as it was forecast. */
  readonly none: number;
}

const DIFFERENCES: Errors = { of: (came, mean) => came - mean, add: (mean, error) => mean + error, none: 0 };

/** A mean below this share of the mean outcome is taken as this much: a ratio to nothing is no ratio. */
const LEAST_SHARE = 0.2;

/** Differences, or ratios for intermittent demand. */
export function errorsOf({ actual, ratios }: Pick<CalibrationInput, 'actual' | 'ratios'>): Errors {
  if (ratios !== true) return DIFFERENCES;
  let sum = 0;
  let n = 0;
  for (const value of actual) {
    if (Number.isNaN(value)) continue;
    sum += value;
    n += 1;
  }
  const least = sum > 0 ? (LEAST_SHARE * sum) / n : 1;
  return {
    of: (came, mean) => came / Math.max(mean, least),
    add: (mean, error) => Math.max(mean, least) * error,
    none: 1,
  };
}
