import { QUANTILES } from '@wellhead/contracts';
import { residualAt } from './adaptive-level.js';
import type { CalibrationInput } from './calibrate.js';
import { errorOf, errorsOf, withError, type Errors } from './errors.js';
import { scoreInterval, type IntervalScore } from './interval-score.js';
import { numbers } from './numbers.js';
import { cameAt, outcomePlace } from './rolling.js';
import { clearWindow, pushInto, sortedWindow, type SortedWindow } from './sorted-window.js';
import { clearZeros, pushZero, shareOfZeros, zeroShare, type ZeroShare } from './zero-share.js';

const NOTHING = new Float64Array(0);
/** Residuals that a pooled interval must stand on before it is scored. */
const POOLED_RESIDUALS = 20;
/** Origins that weigh as much as the belief that the mean is the median. */
const UNBIASED_ORIGINS = 20;

/**
 * Intervals from few origins. Their residuals are pooled over the horizon, each divided by how errors grow with it, and spread by what a handful
 * of origins cannot know: the residuals of one origin go together, so that a hundred of them from ten origins say no more of the tails than
 * about ten would (Student's t over the normal). The median is drawn towards the mean the fewer origins there are: their errors, one regime of the series
 * long, all have one sign by chance, and a median moved by them was 13 % worse on short monthly series.
 * Scores every origin that has enough behind it; what the newest one says, which always says something, goes to `newest`, an array a quantile.
 */
export function replayPooled(
  input: CalibrationInput,
  total: number,
  score: IntervalScore,
  newest: readonly Float64Array[],
): void {
  const { rolling, actual, cycleSteps, nonNegative } = input;
  const { horizonSteps, cycles, firstOrigin } = rolling;
  const pool = poolFor(total);
  pool.errors = errorsOf(input);
  pool.growth = errorGrowth(input);
  const { growth, residuals, distances } = pool;
  for (let origin = firstOrigin; origin < cycles; origin += 1) {
    for (let step = 0; step < horizonSteps; step += 1) learn(pool, input, step, origin);
    if (origin < cycles - 1 && residuals.size < POOLED_RESIDUALS) continue;
    writeDistances(pool, Math.max(1, origin - firstOrigin));
    for (let step = 0; step < horizonSteps; step += 1) {
      const mean = rolling.values[origin * horizonSteps + step] as number;
      writePooled(ISSUED, mean, growth[step] as number, distances, pool.errors, nonNegative);
      if (origin < cycles - 1) scoreInterval(score, ISSUED, 0, actual, outcomePlace(cycleSteps, origin, step));
      else for (let at = 0; at < ISSUED.length; at += 1) (newest[at] as Float64Array)[step] = ISSUED[at] as number;
    }
  }
}

const ISSUED = new Float64Array(QUANTILES.length);

/** What is known of all steps of the horizon while the past is replayed. */
interface Pool {
  errors: Errors;
  growth: Float64Array;
  /** Errors beside none, over the growth. */
  readonly residuals: SortedWindow;
  readonly zeros: ZeroShare;
  readonly residual: Float64Array;
  /** How far each quantile lies from the mean, over the growth; NaN where it is zero itself. */
  readonly distances: Float64Array;
}

let pool = newPool(0);

/** With windows that no number of `total` falls out of. The same for one series after the other: to make them took longer than to fill them. */
function poolFor(total: number): Pool {
  if (pool.zeros.flags.length < total) pool = newPool(total);
  clearWindow(pool.residuals);
  clearZeros(pool.zeros);
  return pool;
}

function newPool(total: number): Pool {
  return {
    errors: errorsOf({ actual: NOTHING }),
    growth: NOTHING,
    residuals: sortedWindow(total),
    zeros: zeroShare(total),
    residual: new Float64Array(1),
    distances: new Float64Array(QUANTILES.length),
  };
}

/** Takes in what is known at the end of a cycle of the forecast that met it at this step. */
function learn(
  { errors, growth, residuals, zeros, residual }: Pool,
  { rolling, actual, cycleSteps, nonNegative }: CalibrationInput,
  step: number,
  now: number,
): void {
  const origin = now - Math.floor(step / cycleSteps) - 1;
  if (origin < rolling.firstOrigin) return;
  const came = cameAt(actual, cycleSteps, origin, step);
  if (Number.isNaN(came)) return;
  const isZero = nonNegative && came === 0;
  pushZero(zeros, isZero);
  if (isZero) return;
  const error = errorOf(errors, came, rolling.values[origin * rolling.horizonSteps + step] as number);
  residual[0] = (error - errors.none) / (growth[step] as number);
  pushInto(residuals, residual, 0);
}

/** Alike for all steps: only mean and growth differ. */
function writeDistances({ residuals, zeros, distances }: Pool, origins: number): void {
  const zero = shareOfZeros(zeros);
  if (residuals.size === 0) return void distances.fill(Number.NaN);
  const middle = (residualAt(residuals, 0.5) * origins) / (UNBIASED_ORIGINS + origins);
  for (let at = 0; at < distances.length; at += 1) {
    const level = QUANTILES[at] as number;
    if (level <= zero) {
      distances[at] = Number.NaN;
      continue;
    }
    const residual = residualAt(residuals, (level - zero) / (1 - zero), level);
    // Outwards only: a side on which nothing ever fell is no narrower than its middle.
    const outside = level < 0.5 ? Math.min(residual, middle) : level > 0.5 ? Math.max(residual, middle) : middle;
    distances[at] = middle + (outside - middle) * spreadOf(at, origins);
  }
}

function writePooled(
  into: Float64Array,
  mean: number,
  scale: number,
  distances: Float64Array,
  errors: Errors,
  nonNegative: boolean,
): void {
  for (let at = 0; at < into.length; at += 1) {
    const distance = distances[at] as number;
    const value = Number.isNaN(distance) ? 0 : withError(errors, mean, errors.none + scale * distance);
    into[at] = nonNegative && value < 0 ? 0 : value;
  }
}

/** Normal quantiles of QUANTILES, as far as they are needed: from the middle outwards. */
const NORMAL = [1.96, 1.2816, 0.6745, 0, 0.6745, 1.2816, 1.96];

/**
 * Student's t over the normal quantile (Cornish–Fisher expansion), with as many degrees of freedom as there are origins, and the root of 1 + 1/n: where the middle lies
 * is only known from as many, and the error of a new origin comes on top of that (the prediction interval of a new observation).
 */
function spreadOf(at: number, origins: number): number {
  const z = NORMAL[at] as number;
  const t2 = z ** 2;
  const student = 1 + (t2 + 1) / (4 * origins) + (5 * t2 ** 2 + 16 * t2 + 3) / (96 * origins ** 2);
  return student * Math.sqrt(1 + 1 / origins);
}

/**
 * How errors grow with the horizon: a power of the step between 0 (not at all) and 1, by least squares through the logarithms of their mean sizes.
 * 1 in the mean over the horizon.
 */
function errorGrowth({ rolling, actual, cycleSteps }: CalibrationInput): Float64Array {
  const { horizonSteps, cycles, firstOrigin, values } = rolling;
  let [n, sumX, sumY, sumXX, sumXY] = [0, 0, 0, 0, 0];
  for (let step = 0; step < horizonSteps; step += 1) {
    let size = 0;
    for (let origin = firstOrigin; origin < cycles - 1; origin += 1) {
      const error = Math.abs(
        cameAt(actual, cycleSteps, origin, step) - (values[origin * horizonSteps + step] as number),
      );
      if (!Number.isNaN(error)) size += error;
    }
    if (size === 0) continue;
    const [x, y] = [Math.log(step + 1), Math.log(size)];
    n += 1;
    sumX += x;
    sumY += y;
    sumXX += x * x;
    sumXY += x * y;
  }
  const spread = n * sumXX - sumX ** 2;
  const power = spread > 1e-9 ? Math.min(1, Math.max(0, (n * sumXY - sumX * sumY) / spread)) : 0;
  const growth = numbers(horizonSteps);
  let sum = 0;
  for (let step = 0; step < horizonSteps; step += 1) sum += growth[step] = (step + 1) ** power;
  const mean = sum / horizonSteps;
  for (let step = 0; step < horizonSteps; step += 1) growth[step] = (growth[step] as number) / mean;
  return growth;
}
