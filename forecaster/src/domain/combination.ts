import type { Candidate } from './champion.js';
import { cameAt, lastCycles, type RollingForecast } from './rolling.js';

export const COMBINATION = 'combination@1';

/**
 * Weights fall with this power of the error (Bates & Granger 1969, doi:10.1057/jors.1969.103, take the second). A higher one
 * trusts the best model more.
 */
const POWER = 8;

export interface Weighting {
  /** Which error counts: squared where the mean is far from the median (intermittent demand). Default: absolute. */
  readonly errors?: 'absolute' | 'squared';
  /** Power of the inverse error; whole. */
  readonly power: number;
  /** How good each forecast is believed to be before its errors are known, as an error relative to the others; default: alike. */
  readonly priors?: readonly number[];
  /** As many origins that belief weighs as much as. */
  readonly priorOrigins?: number;
}

/** The candidates' forecasts combined, a candidate of its own. Undefined for fewer than two: there is nothing to combine. */
export function combine(
  candidates: readonly Candidate[],
  actual: Float64Array,
  cycleSteps: number,
  errors: Weighting['errors'] = 'absolute',
): Candidate | undefined {
  if (candidates.length < 2) return undefined;
  const parts = candidates.map(({ rolling }) => rolling);
  return { model: COMBINATION, rolling: combined(parts, actual, cycleSteps, { power: POWER, errors }) };
}

/**
 * The weighted mean of several forecasts of one series, at every origin with the errors that were known then, so that its own back-test is as
 * honest as theirs.
 */
export function combined(
  forecasts: readonly RollingForecast[],
  actual: Float64Array,
  cycleSteps: number,
  { power, errors: counted = 'absolute', priors = forecasts.map(() => 1), priorOrigins = 1 }: Weighting,
): RollingForecast {
  const cycles = Math.min(...forecasts.map((one) => one.cycles));
  const parts = forecasts.map((one) => lastCycles(one, cycles));
  const [first] = parts;
  if (!first) throw new Error('a combination needs parts');
  const { horizonSteps } = first;
  const firstOrigin = Math.max(...parts.map((part) => part.firstOrigin));
  const delay = Math.ceil(horizonSteps / cycleSteps);
  const known = actual.subarray(actual.length - cycles * cycleSteps);
  const errors = parts.map((part) => originErrors(part, known, cycleSteps, counted));
  const sums = new Float64Array(parts.length);
  const weights = new Float64Array(parts.length);
  let judged = 0;
  const values = new Float64Array(cycles * horizonSteps);
  for (let origin = 0; origin < cycles; origin += 1) {
    const outcome = origin - delay;
    if (outcome >= firstOrigin && isKnown(errors, outcome)) {
      judged += 1;
      for (let part = 0; part < parts.length; part += 1)
        sums[part] = (sums[part] as number) + (errors[part]?.[outcome] as number);
    }
    let total = 0;
    for (let part = 0; part < parts.length; part += 1) total += sums[part] as number;
    const average = total / parts.length / Math.max(1, judged);
    for (let part = 0; part < parts.length; part += 1) {
      const prior = priors[part] as number;
      weights[part] = judged > 0 ? (sums[part] as number) + priorOrigins * average * prior : prior;
    }
    invert(weights, power);
    for (let place = origin * horizonSteps; place < (origin + 1) * horizonSteps; place += 1) {
      let sum = 0;
      for (let part = 0; part < parts.length; part += 1)
        sum += (weights[part] as number) * ((parts[part] as RollingForecast).values[place] as number);
      values[place] = sum;
    }
  }
  return { cycles, horizonSteps, firstOrigin, values };
}

function isKnown(errors: readonly Float64Array[], origin: number): boolean {
  for (const own of errors) if (Number.isNaN(own[origin] as number)) return false;
  return true;
}

/** Turns errors into weights that add up to 1, by an inverse power of the errors. */
function invert(errors: Float64Array, power: number): void {
  let smallest = Number.POSITIVE_INFINITY;
  for (let at = 0; at < errors.length; at += 1) smallest = Math.min(smallest, errors[at] as number);
  let total = 0;
  for (let at = 0; at < errors.length; at += 1) {
    const error = errors[at] as number;
    // Relative to the best, so that a perfect model does not divide by zero.
    errors[at] = error > 0 ? wholePower(smallest / error, power) : 1;
    total += errors[at] as number;
  }
  for (let at = 0; at < errors.length; at += 1)
    errors[at] = total > 0 ? (errors[at] as number) / total : 1 / errors.length;
}

/** `base ** power` for whole powers, by squaring: a tenth of the time. */
function wholePower(base: number, power: number): number {
  let result = 1;
  for (let left = power, square = base; left > 0; left = Math.floor(left / 2), square *= square)
    if (left % 2 === 1) result *= square;
  return result;
}

/** Mean absolute error of the forecast of each origin, or the root of its mean squared one; NaN where nothing came. */
function originErrors(
  { cycles, horizonSteps, values }: RollingForecast,
  actual: Float64Array,
  cycleSteps: number,
  counted: 'absolute' | 'squared',
): Float64Array {
  const errors = new Float64Array(cycles);
  for (let origin = 0; origin < cycles; origin += 1) {
    let sum = 0;
    let n = 0;
    for (let step = 0; step < horizonSteps; step += 1) {
      const came = cameAt(actual, cycleSteps, origin, step);
      if (Number.isNaN(came)) continue;
      const error = Math.abs(came - (values[origin * horizonSteps + step] as number));
      sum += counted === 'squared' ? error * error : error;
      n += 1;
    }
    const mean = n > 0 ? sum / n : Number.NaN;
    errors[origin] = counted === 'squared' ? Math.sqrt(mean) : mean;
  }
  return errors;
}
