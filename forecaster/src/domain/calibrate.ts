import { QUANTILES } from '@wellhead/contracts';
import { adaptLevel, residualAt } from './adaptive-level.js';
import { errorsOf, type Errors } from './errors.js';
import { newIntervalScore, type Coverage } from './interval-score.js';
import { replayPooled } from './pooled-intervals.js';
import { cameAt, type RollingForecast } from './rolling.js';
import { sortedWindow, type SortedWindow } from './sorted-window.js';
import { zeroBelow, zeroShare, type ZeroShare } from './zero-share.js';

/** Residuals that an interval is learnt from, newest first to stay: two years of weekly origins. */
export const WINDOW_ORIGINS = 104;
/** Fewer origins than this: the horizons are pooled and the interval is marked uncalibrated. */
export const CALIBRATED_ORIGINS = 60;

export interface Intervals {
  /** One array a quantile of QUANTILES, `horizonSteps` values each, never crossing. */
  readonly quantiles: readonly Float64Array[];
  readonly calibrated: boolean;
  /** Rolling origins that the interval was learnt from: of the step that has the fewest. */
  readonly origins: number;
  /** By level of INTERVALS ("0.8"): how often past intervals, each from what was known at its origin, held what came. */
  readonly coverage: Readonly<Record<string, Coverage>>;
  /** Mean pinball loss of the same past intervals over all quantiles; undefined when there was none to judge. */
  readonly pinball: number | undefined;
}

export interface CalibrationInput {
  readonly rolling: RollingForecast;
  /** The window: `rolling.cycles × cycleSteps` values. */
  readonly actual: Float64Array;
  readonly cycleSteps: number;
  readonly nonNegative: boolean;
  /** Errors are ratios of what came to the mean, not differences: for intermittent demand. Default: differences. */
  readonly ratios?: boolean;
}

/**
 * Split-conformal quantiles from the errors of past forecasts, step by step of the horizon, replayed origin by origin: at
 * each origin only the residuals that were known then are used, so the coverage of the replay is what a user would have
 * seen. Of what cannot be negative and is often exactly zero, the zeros are counted apart: quantiles below their share are zero, those above it come
 * from the other outcomes. Undefined when not a single forecast met its outcome.
 */
export function calibrate(input: CalibrationInput): Intervals | undefined {
  const { rolling, actual, cycleSteps } = input;
  const { horizonSteps, cycles } = rolling;
  const known = Array.from({ length: horizonSteps }, (_, step) => residualCount(input, step));
  const origins = Math.min(WINDOW_ORIGINS, ...known);
  const calibrated = origins >= CALIBRATED_ORIGINS;
  const total = known.reduce((sum, count) => sum + count, 0);
  if (total === 0) return undefined;

  const score = newIntervalScore();
  const quantiles = QUANTILES.map(() => new Float64Array(horizonSteps));
  const newest = cycles - 1;
  const issue = (origin: number, step: number, issued: Float64Array, offset = 0): void => {
    if (origin < newest) score.add(issued, offset, cameAt(actual, cycleSteps, origin, step));
    else
      for (let at = 0; at < QUANTILES.length; at += 1)
        (quantiles[at] as Float64Array)[step] = issued[offset + at] as number;
  };
  if (calibrated) {
    const state = newStepState(input);
    for (let step = 0; step < horizonSteps; step += 1) replayStep(step, state, input, issue);
  } else replayPooled(input, total, issue);
  return { quantiles, calibrated, origins, coverage: score.coverage(), pinball: score.pinball() };
}

/** Replays one step of the horizon. Millions of turns a run: loops and flat arrays, no closures within. */
function replayStep(
  step: number,
  state: StepState,
  input: CalibrationInput,
  issue: (origin: number, step: number, issued: Float64Array, offset: number) => void,
): void {
  const { rolling, cycleSteps, nonNegative } = input;
  const { horizonSteps, cycles, firstOrigin } = rolling;
  begin(state, step, cycleSteps);
  let met = 0;
  for (let origin = firstOrigin; origin < cycles; origin += 1) {
    if (learn(state, origin - state.delay, input)) met += 1;
    if (met < CALIBRATED_ORIGINS) continue;
    const offset = origin * QUANTILES.length;
    writeQuantiles(state, offset, rolling.values[origin * horizonSteps + step] as number, nonNegative);
    issue(origin, step, state.issued, offset);
  }
}

/** What is known of one step of the horizon while the past is replayed; used again for the next step. */
interface StepState {
  step: number;
  /** Cycles until the outcome is known: 1 for the steps within the next cycle. */
  delay: number;
  readonly errors: Errors;
  /** Of the outcomes that were not zero, where zeros are counted apart. */
  readonly residuals: SortedWindow;
  readonly zeros: ZeroShare;
  /** Adapted level of each quantile. */
  readonly levels: Float64Array;
  /** Quantiles as issued at each origin, one row an origin; NaN where none could be. */
  readonly issued: Float64Array;
}

const newStepState = (input: CalibrationInput): StepState => ({
  step: 0,
  delay: 1,
  errors: errorsOf(input),
  residuals: sortedWindow(WINDOW_ORIGINS),
  zeros: zeroShare(WINDOW_ORIGINS),
  levels: new Float64Array(QUANTILES.length),
  issued: new Float64Array(input.rolling.cycles * QUANTILES.length),
});

function begin(state: StepState, step: number, cycleSteps: number): void {
  state.step = step;
  state.delay = Math.floor(step / cycleSteps) + 1;
  state.residuals.clear();
  state.zeros.clear();
  state.levels.set(QUANTILES);
  state.issued.fill(Number.NaN);
}

/** Takes in the outcome of the forecast of `origin`, now that it is known: its residual, and whether its quantiles held. False: nothing came. */
function learn(
  { step, errors, residuals, zeros, levels, issued }: StepState,
  origin: number,
  input: CalibrationInput,
): boolean {
  const { rolling, actual, cycleSteps, nonNegative } = input;
  if (origin < rolling.firstOrigin) return false;
  const came = cameAt(actual, cycleSteps, origin, step);
  if (Number.isNaN(came)) return false;
  const isZero = nonNegative && came === 0;
  if (!isZero) residuals.push(errors.of(came, rolling.values[origin * rolling.horizonSteps + step] as number));
  if (nonNegative) zeros.push(isZero);
  const offset = origin * QUANTILES.length;
  if (Number.isNaN(issued[offset] as number)) return true;
  const share = zeros.share();
  for (let at = 0; at < QUANTILES.length; at += 1) {
    const nominal = QUANTILES[at] as number;
    const quantile = issued[offset + at] as number;
    const below = came > quantile ? 0 : isZero && quantile === 0 ? zeroBelow(nominal, share) : 1;
    levels[at] = adaptLevel(nominal, levels[at] as number, below);
  }
  return true;
}

/** Residuals of one step that are known at the newest origin. */
function residualCount({ rolling, actual, cycleSteps }: CalibrationInput, step: number): number {
  let count = 0;
  for (let origin = rolling.firstOrigin; origin < rolling.cycles - 1; origin += 1)
    if (!Number.isNaN(cameAt(actual, cycleSteps, origin, step))) count += 1;
  return count;
}

/**
 * Writes the quantiles of one origin, in order: levels adapt one by one, so neighbours may cross, and sorting never makes them
 * worse (Chernozhukov et al. 2010, doi:10.3982/ECTA7880).
 */
function writeQuantiles(
  { errors, residuals, zeros, levels, issued }: StepState,
  offset: number,
  mean: number,
  nonNegative: boolean,
): void {
  const zero = zeros.share();
  const nothingElse = residuals.size() === 0;
  for (let at = 0; at < levels.length; at += 1) {
    const level = levels[at] as number;
    let value = 0;
    if (level > zero && !nothingElse) {
      value = errors.add(mean, residualAt(residuals, (level - zero) / (1 - zero), level));
      if (nonNegative && value < 0) value = 0;
    }
    let place = offset + at;
    for (; place > offset && (issued[place - 1] as number) > value; place -= 1)
      issued[place] = issued[place - 1] as number;
    issued[place] = value;
  }
}
