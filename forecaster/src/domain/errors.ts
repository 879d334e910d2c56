import type { CalibrationInput } from './calibrate.js';

/** How far an outcome lay from its mean: the difference, or the ratio to the mean. Plain numbers, for loops that must not call functions. */
export interface Errors {
  readonly ratios: boolean;
  /** A smaller mean is taken as this much for a ratio: a ratio to nothing is no ratio. */
  readonly least: number;
  /** What the error of an outcome is that came as it was forecast. */
  readonly none: 0 | 1;
}

/** As a share of the mean outcome. */
const LEAST_SHARE = 0.2;

/** Differences, or ratios for intermittent demand. */
export function errorsOf({ actual, ratios }: Pick<CalibrationInput, 'actual' | 'ratios'>): Errors {
  if (ratios !== true) return { ratios: false, least: 0, none: 0 };
  let sum = 0;
  let n = 0;
  for (const value of actual) {
    if (Number.isNaN(value)) continue;
    sum += value;
    n += 1;
  }
  return { ratios: true, least: sum > 0 ? (LEAST_SHARE * sum) / n : 1, none: 1 };
}

export const errorOf = ({ ratios, least }: Errors, came: number, mean: number): number =>
  ratios ? came / Math.max(mean, least) : came - mean;

/** The outcome that lies as far from another mean. */
export const withError = ({ ratios, least }: Errors, mean: number, error: number): number =>
  ratios ? Math.max(mean, least) * error : mean + error;
