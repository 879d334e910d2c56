/**
 * One vintage judged by what came, in sums over the steps that met a reading, so that vintages roll up. Errors are expected value minus
 * reading, in the unit of the signal.
 */
export interface VintageScore {
  readonly asset: string;
  readonly measurement: string;
  readonly field: string;
  readonly model: string;
  readonly issuedAtMs: number;
  /** Nothing more is expected: every step was judged, or is so late that it counts as missing. */
  readonly settled: boolean;
  /** Steps that met a reading. */
  readonly n: number;
  /** Mean absolute one-step error of the seasonal naive before the cutoff, the yardstick of MASE; null = not known. */
  readonly scale: number | null;
  readonly absoluteError: number;
  readonly error: number;
  /** Of absolute readings. */
  readonly actual: number;
  /** Of the seasonal naive forecast from the same cutoff over the same steps; null = not known. */
  readonly naiveAbsoluteError: number | null;
  /** Of the mean pinball loss of all quantiles. */
  readonly pinball: number;
  /** One a level of INTERVALS: how many readings the interval held. */
  readonly hits: readonly number[];
  /** One a level of INTERVALS: the sum of interval scores. */
  readonly intervalScores: readonly number[];
  /** Of the first step alone, which is hardly correlated from vintage to vintage; null while it is missing. */
  readonly firstError: number | null;
  readonly firstHit80: boolean | null;
}

/** Rolling figures of forecasts as they were issued. What a signal's history does not allow (a constant, zeros) is null. */
export const SCORECARD_METRICS = [
  'mase',
  'wape',
  'skill',
  'bias',
  'pinball',
  'coverage-50',
  'coverage-80',
  'coverage-95',
  'interval-score-50',
  'interval-score-80',
  'interval-score-95',
] as const;
export type ScorecardMetric = (typeof SCORECARD_METRICS)[number];

/** The vintages that roll: those issued within so many days. */
export const SCORECARD_WINDOW_DAYS = 28;
