import { QUANTILES } from '@wellhead/contracts';
import { adaptLevel, residualsAt } from './adaptive-level.js';
import { errorOf, errorsOf, withError, type Errors } from './errors.js';
import {
  coverageOf,
  newIntervalScore,
  pinballOf,
  scoreInterval,
  type Coverage,
  type IntervalScore,
} from './interval-score.js';
import { replayPooled } from './pooled-intervals.js';
import { cameAt, outcomePlace, type RollingForecast } from './rolling.js';
import { clearWindow, pushInto, sortedWindow, type SortedWindow } from './sorted-window.js';
import { clearZeros, pushZero, shareOfZeros, zeroBelow, zeroShare, type ZeroShare } from './zero-share.js';

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
  const issue = (origin: number, step: number, issued: Float64Array): void => {
    if (origin < newest) scoreInterval(score, issued, 0, actual, outcomePlace(cycleSteps, origin, step));
    else for (let at = 0; at < QUANTILES.length; at += 1) (quantiles[at] as Float64Array)[step] = issued[at] as number;
  };
  if (calibrated) {
    const replay = replayOf(cycles);
    replay.measure = errorsOf(input);
    for (let step = 0; step < horizonSteps; step += 1) {
      replayStep(step, replay, input, score);
      for (let at = 0; at < QUANTILES.length; at += 1)
        (quantiles[at] as Float64Array)[step] = replay.issued[newest * QUANTILES.length + at] as number;
    }
  } else replayPooled(input, total, issue);
  return { quantiles, calibrated, origins, coverage: coverageOf(score), pinball: pinballOf(score) };
}

/**
 * What is known of one step of the horizon while the past is replayed; used again for the next step. Millions of turns a run: flat arrays, and no function
 * that is called in a turn takes or gives a fraction, which would be an object on the heap each time.
 */
interface Replay {
  /** What came after each origin; NaN where nothing did, or not yet. */
  readonly came: Float64Array;
  /** How far that lay from what was forecast. */
  readonly errors: Float64Array;
  /** Of the outcomes that were not zero, where zeros are counted apart. */
  readonly residuals: SortedWindow;
  readonly zeros: ZeroShare;
  /** Adapted level of each quantile. */
  readonly levels: Float64Array;
  /** The residual at each of them. */
  readonly atLevels: Float64Array;
  /** Quantiles as issued at each origin, one row an origin; NaN where none could be. */
  readonly issued: Float64Array;
  measure: Errors;
}

/** QUANTILES, as numbers beside each other. */
const LEVELS = Float64Array.from(QUANTILES);
const NOTHING = new Float64Array(0);

let replay = newReplay(0);

/** The same for one series after the other: to make one took as long as to work through it. */
function replayOf(cycles: number): Replay {
  if (replay.came.length !== cycles) replay = newReplay(cycles);
  return replay;
}

function newReplay(cycles: number): Replay {
  return {
    came: new Float64Array(cycles),
    errors: new Float64Array(cycles),
    residuals: sortedWindow(WINDOW_ORIGINS),
    zeros: zeroShare(WINDOW_ORIGINS),
    levels: new Float64Array(LEVELS.length),
    atLevels: new Float64Array(LEVELS.length),
    issued: new Float64Array(cycles * LEVELS.length),
    measure: errorsOf({ actual: NOTHING }),
  };
}

function replayStep(step: number, replay: Replay, input: CalibrationInput, score: IntervalScore): void {
  const { rolling, cycleSteps, nonNegative } = input;
  const { cycles, firstOrigin } = rolling;
  const { came, issued, residuals, zeros } = replay;
  begin(replay, step, input);
  // Cycles until the outcome is known: 1 for the steps within the next cycle.
  const delay = Math.floor(step / cycleSteps) + 1;
  let met = 0;
  for (let origin = firstOrigin; origin < cycles; origin += 1) {
    const known = origin - delay;
    if (known >= firstOrigin && !Number.isNaN(came[known] as number)) {
      met += 1;
      const isZero = nonNegative && came[known] === 0;
      if (!isZero) pushInto(residuals, replay.errors, known);
      if (nonNegative) pushZero(zeros, isZero);
      if (!Number.isNaN(issued[known * LEVELS.length] as number)) adapt(replay, known, isZero);
    }
    if (met < CALIBRATED_ORIGINS) continue;
    writeQuantiles(replay, origin, rolling.values, origin * rolling.horizonSteps + step, nonNegative);
    if (origin < cycles - 1) scoreInterval(score, issued, origin * LEVELS.length, came, origin);
  }
}

function begin(replay: Replay, step: number, { rolling, actual, cycleSteps }: CalibrationInput): void {
  const { cycles, firstOrigin, horizonSteps, values } = rolling;
  const { came, errors, measure } = replay;
  for (let origin = firstOrigin; origin < cycles; origin += 1) {
    const outcome = cameAt(actual, cycleSteps, origin, step);
    came[origin] = outcome;
    errors[origin] = errorOf(measure, outcome, values[origin * horizonSteps + step] as number);
  }
  clearWindow(replay.residuals);
  clearZeros(replay.zeros);
  replay.levels.set(LEVELS);
  replay.issued.fill(Number.NaN);
}

/** Moves the level of each quantile by whether the one issued at `known` held what came. */
function adapt({ came, issued, levels, zeros }: Replay, known: number, isZero: boolean): void {
  const outcome = came[known] as number;
  const offset = known * LEVELS.length;
  const zero = isZero ? shareOfZeros(zeros) : 0;
  for (let at = 0; at < LEVELS.length; at += 1) {
    const nominal = LEVELS[at] as number;
    const quantile = issued[offset + at] as number;
    const below = outcome > quantile ? 0 : isZero && quantile === 0 ? zeroBelow(nominal, zero) : 1;
    levels[at] = adaptLevel(nominal, levels[at] as number, below);
  }
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
  { measure, residuals, zeros, levels, atLevels, issued }: Replay,
  origin: number,
  means: Float64Array,
  meanAt: number,
  nonNegative: boolean,
): void {
  const mean = means[meanAt] as number;
  const zero = shareOfZeros(zeros);
  const nothingElse = residuals.size === 0;
  const offset = origin * LEVELS.length;
  residualsAt(residuals, levels, zero, atLevels);
  for (let at = 0; at < levels.length; at += 1) {
    let value = 0;
    // A level may have wandered down to 0: without zeros that asks for the smallest residual, never for a zero.
    if ((zero === 0 || (levels[at] as number) > zero) && !nothingElse) {
      value = withError(measure, mean, atLevels[at] as number);
      if (nonNegative && value < 0) value = 0;
    }
    let place = offset + at;
    for (; place > offset; place -= 1) {
      const before = issued[place - 1] as number;
      if (!(before > value)) break;
      issued[place] = before;
    }
    issued[place] = value;
  }
}
