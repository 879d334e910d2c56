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
  /** Power of the inverse error. */
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
  const sums = parts.map(() => 0);
  let judged = 0;
  const values = new Float64Array(cycles * horizonSteps);
  for (let origin = 0; origin < cycles; origin += 1) {
    const outcome = origin - delay;
    if (outcome >= firstOrigin && errors.every((own) => !Number.isNaN(own[outcome] as number))) {
      judged += 1;
      errors.forEach((own, at) => (sums[at] = (sums[at] as number) + (own[outcome] as number)));
    }
    const average = sums.reduce((sum, error) => sum + error, 0) / sums.length / Math.max(1, judged);
    const weights = inverse(
      sums.map((sum, at) =>
        judged > 0 ? sum + priorOrigins * average * (priors[at] as number) : (priors[at] as number),
      ),
      power,
    );
    parts.forEach((part, at) => {
      const weight = weights[at] as number;
      for (let place = origin * horizonSteps; place < (origin + 1) * horizonSteps; place += 1)
        values[place] = (values[place] as number) + weight * (part.values[place] as number);
    });
  }
  return { cycles, horizonSteps, firstOrigin, values };
}

/** Weights that add up to 1, by an inverse power of the errors. */
function inverse(errors: readonly number[], power: number): readonly number[] {
  const smallest = Math.min(...errors);
  // Relative to the best, so that a perfect model does not divide by zero.
  const raw = errors.map((error) => (error > 0 ? (smallest / error) ** power : 1));
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  return raw.map((weight) => (total > 0 ? weight / total : 1 / raw.length));
}

/** Mean absolute error of the forecast of each origin, or the root of its mean squared one; NaN where nothing came. */
function originErrors(
  { cycles, horizonSteps, values }: RollingForecast,
  actual: Float64Array,
  cycleSteps: number,
  counted: 'absolute' | 'squared',
): Float64Array {
  return Float64Array.from({ length: cycles }, (_, origin) => {
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
    return counted === 'squared' ? Math.sqrt(mean) : mean;
  });
}
