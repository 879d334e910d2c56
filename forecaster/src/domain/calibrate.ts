import { QUANTILES } from '@wellhead/contracts';
import { adaptLevels, residualsAt } from './adaptive-level.js';
import { errorOf, errorsOf, type Errors } from './errors.js';
import {
  coverageOf,
  newIntervalScore,
  pinballOf,
  scoreInterval,
  type Coverage,
  type IntervalScore,
} from './interval-score.js';
import { numbers } from './numbers.js';
import { replayPooled } from './pooled-intervals.js';
import { outcomePlace, type RollingForecast } from './rolling.js';
import { clearWindow, pushInto, sortedWindow, type SortedWindow } from './sorted-window.js';
import { clearZeros, pushZero, shareOfZeros, zeroShare, type ZeroShare } from './zero-share.js';

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
  const { horizonSteps } = input.rolling;
  const { fewest, total } = residualCounts(input);
  const origins = Math.min(WINDOW_ORIGINS, fewest);
  const calibrated = origins >= CALIBRATED_ORIGINS;
  if (total === 0) return undefined;

  const score = newIntervalScore();
  const quantiles: Float64Array[] = [];
  for (let at = 0; at < LEVELS.length; at += 1) quantiles.push(numbers(horizonSteps));
  if (calibrated) replaySteps(input, score, quantiles);
  else replayPooled(input, total, score, quantiles);
  return { quantiles, calibrated, origins, coverage: coverageOf(score), pinball: pinballOf(score) };
}

function replaySteps(input: CalibrationInput, score: IntervalScore, quantiles: readonly Float64Array[]): void {
  const { cycles, horizonSteps } = input.rolling;
  const replay = replayOf(cycles);
  replay.measure = errorsOf(input);
  const newest = (cycles - 1) * LEVELS.length;
  for (let step = 0; step < horizonSteps; step += 1) {
    replayStep(step, replay, input, score);
    for (let at = 0; at < LEVELS.length; at += 1)
      (quantiles[at] as Float64Array)[step] = replay.issued[newest + at] as number;
  }
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
  /** Quantiles as issued at each origin, one row an origin, from the first on that had enough behind it. */
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
  const countsZeros = begin(replay, step, input) && nonNegative;
  // Cycles until the outcome is known: 1 for the steps within the next cycle.
  const delay = Math.floor(step / cycleSteps) + 1;
  let met = 0;
  let firstIssued = cycles;
  for (let origin = firstOrigin; origin < cycles; origin += 1) {
    const known = origin - delay;
    if (known >= firstOrigin && !Number.isNaN(came[known] as number)) {
      met += 1;
      const isZero = countsZeros && came[known] === 0;
      if (!isZero) pushInto(residuals, replay.errors, known);
      if (countsZeros) pushZero(zeros, isZero);
      if (known >= firstIssued) {
        scoreInterval(score, issued, known * LEVELS.length, came, known);
        adapt(replay, known, isZero);
      }
    }
    if (met < CALIBRATED_ORIGINS) continue;
    if (firstIssued === cycles) firstIssued = origin;
    writeQuantiles(replay, origin, rolling.values, origin * rolling.horizonSteps + step, nonNegative);
  }
}

/** Says whether a zero came. */
function begin(replay: Replay, step: number, { rolling, actual, cycleSteps }: CalibrationInput): boolean {
  const { cycles, firstOrigin, horizonSteps, values } = rolling;
  const { came, errors, measure } = replay;
  let place = outcomePlace(cycleSteps, firstOrigin, step);
  let zeros = 0;
  for (let origin = firstOrigin; origin < cycles; origin += 1, place += cycleSteps) {
    const outcome = place < actual.length ? (actual[place] as number) : Number.NaN;
    zeros += Number(outcome === 0);
    came[origin] = outcome;
    errors[origin] = errorOf(measure, outcome, values[origin * horizonSteps + step] as number);
  }
  clearWindow(replay.residuals);
  clearZeros(replay.zeros);
  replay.levels.set(LEVELS);
  return zeros > 0;
}

/** Moves the level of each quantile by whether the one issued at `known` held what came. */
function adapt({ came, issued, levels, zeros }: Replay, known: number, isZero: boolean): void {
  adaptLevels(levels, issued, known * LEVELS.length, came, known, isZero ? shareOfZeros(zeros) : 0);
}

/** Residuals that are known at the newest origin: of the step that has the fewest, and of all steps. */
function residualCounts({ rolling, actual, cycleSteps }: CalibrationInput): { fewest: number; total: number } {
  const { cycles, firstOrigin, horizonSteps } = rolling;
  let fewest = Number.POSITIVE_INFINITY;
  let total = 0;
  for (let step = 0; step < horizonSteps; step += 1) {
    let count = 0;
    const until = Math.min(actual.length, outcomePlace(cycleSteps, cycles - 1, step));
    for (let place = outcomePlace(cycleSteps, firstOrigin, step); place < until; place += cycleSteps)
      count += Number(!Number.isNaN(actual[place] as number));
    total += count;
    if (count < fewest) fewest = count;
  }
  return { fewest, total };
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
  // As `withError` has it.
  const { ratios, least } = measure;
  const middle = ratios ? 0 : mean;
  const unit = ratios ? Math.max(mean, least) : 1;
  const lowest = nonNegative ? 0 : Number.NEGATIVE_INFINITY;
  residualsAt(residuals, levels, zero, atLevels);
  for (let at = 0; at < levels.length; at += 1) {
    // A level may have wandered down to 0: without zeros that asks for the smallest residual, never for a zero.
    const isZero = nothingElse || (zero !== 0 && (levels[at] as number) <= zero);
    const value = isZero ? 0 : Math.max(lowest, middle + unit * (atLevels[at] as number));
    let place = offset + at;
    for (; place > offset; place -= 1) {
      const before = issued[place - 1] as number;
      if (!(before > value)) break;
      issued[place] = before;
    }
    issued[place] = value;
  }
}
