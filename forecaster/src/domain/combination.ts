import type { Candidate } from './champion.js';
import { numbers } from './numbers.js';
import { batchScratch } from './scratch.js';
import { lastCycles, type RollingForecast } from './rolling.js';

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
  const parts: RollingForecast[] = [];
  for (const { rolling } of candidates) parts.push(rolling);
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
  { power, errors: counted = 'absolute', priors, priorOrigins = 1 }: Weighting,
): RollingForecast {
  let cycles = Number.POSITIVE_INFINITY;
  for (const one of forecasts) cycles = Math.min(cycles, one.cycles);
  const parts: RollingForecast[] = [];
  let firstOrigin = 0;
  for (const one of forecasts) {
    const part = lastCycles(one, cycles);
    parts.push(part);
    firstOrigin = Math.max(firstOrigin, part.firstOrigin);
  }
  const [first] = parts;
  if (!first) throw new Error('a combination needs parts');
  const { horizonSteps } = first;
  const delay = Math.ceil(horizonSteps / cycleSteps);
  const known = actual.subarray(actual.length - cycles * cycleSteps);
  // [part, origin]
  const errors = roomFor(0, parts.length * cycles);
  const squares = counted === 'squared';
  for (let part = 0; part < parts.length; part += 1)
    writeOriginErrors(parts[part] as RollingForecast, known, cycleSteps, squares, errors, part * cycles);
  // [origin, part]
  const weights = roomFor(1, parts.length * cycles);
  const learnt: Learnt = { sums: numbers(parts.length), judged: 0, power, priorOrigins };
  const believed = numbers(parts.length);
  for (let part = 0; part < parts.length; part += 1) believed[part] = priors?.[part] ?? 1;
  for (let origin = 0; origin < cycles; origin += 1) {
    const outcome = origin - delay;
    if (outcome >= firstOrigin) learn(learnt, errors, cycles, outcome);
    writeWeights(learnt, believed, weights, origin * parts.length);
  }
  const values = batchScratch.numbers(cycles * horizonSteps).fill(0);
  for (let part = 0; part < parts.length; part += 1)
    addWeighted((parts[part] as RollingForecast).values, horizonSteps, weights, parts.length, part, values);
  return { cycles, horizonSteps, values, firstOrigin };
}

const rooms = [new Float64Array(0), new Float64Array(0)];

/** Room for numbers that are all written anew; the same for one series after the other, since an array of its own costs as much as what is done with it. */
function roomFor(place: 0 | 1, length: number): Float64Array {
  if ((rooms[place] as Float64Array).length < length) rooms[place] = new Float64Array(length);
  return rooms[place] as Float64Array;
}

/** What the parts have been worth so far. */
interface Learnt {
  /** Of the errors of each part. */
  readonly sums: Float64Array;
  /** Origins in them. */
  judged: number;
  readonly power: number;
  readonly priorOrigins: number;
}

/** Takes in the errors of one origin, when all parts have one. */
function learn(learnt: Learnt, errors: Float64Array, cycles: number, origin: number): void {
  const { sums } = learnt;
  for (let part = 0; part < sums.length; part += 1) if (Number.isNaN(errors[part * cycles + origin] as number)) return;
  learnt.judged += 1;
  for (let part = 0; part < sums.length; part += 1)
    sums[part] = (sums[part] as number) + (errors[part * cycles + origin] as number);
}

/** Weights that add up to 1, by an inverse power of the errors, from `from` on. */
function writeWeights(
  { sums, judged, power, priorOrigins }: Learnt,
  priors: Float64Array,
  weights: Float64Array,
  from: number,
): void {
  const parts = sums.length;
  let total = 0;
  for (let part = 0; part < parts; part += 1) total += sums[part] as number;
  const average = total / parts / (judged > 1 ? judged : 1);
  let smallest = Number.POSITIVE_INFINITY;
  for (let part = 0; part < parts; part += 1) {
    const prior = priors[part] as number;
    const error = judged > 0 ? (sums[part] as number) + priorOrigins * average * prior : prior;
    weights[from + part] = error;
    if (error < smallest) smallest = error;
  }
  let whole = 0;
  for (let part = 0; part < parts; part += 1) {
    const error = weights[from + part] as number;
    // Relative to the best, so that a perfect model does not divide by zero.
    let weight = 1;
    if (error > 0)
      // By squaring: a tenth of the time of `**`.
      for (let left = power, square = smallest / error; left > 0; left >>= 1, square *= square)
        if ((left & 1) === 1) weight *= square;
    weights[from + part] = weight;
    whole += weight;
  }
  for (let part = 0; part < parts; part += 1)
    weights[from + part] = whole > 0 ? (weights[from + part] as number) / whole : 1 / parts;
}

/** Adds one part's forecasts, each origin's times its weight. */
function addWeighted(
  part: Float64Array,
  horizonSteps: number,
  weights: Float64Array,
  parts: number,
  at: number,
  into: Float64Array,
): void {
  for (let from = 0, place = at; from < into.length; from += horizonSteps, place += parts) {
    const weight = weights[place] as number;
    for (let step = from; step < from + horizonSteps; step += 1)
      into[step] = (into[step] as number) + weight * (part[step] as number);
  }
}

/** Mean absolute error of the forecast of each origin, or the root of its mean squared one, from `from` on; NaN where nothing came. */
function writeOriginErrors(
  { cycles, horizonSteps, values }: RollingForecast,
  actual: Float64Array,
  cycleSteps: number,
  squares: boolean,
  into: Float64Array,
  from: number,
): void {
  for (let origin = 0; origin < cycles; origin += 1) {
    const first = (origin + 1) * cycleSteps;
    const steps = Math.min(horizonSteps, actual.length - first);
    const row = origin * horizonSteps;
    let sum = 0;
    let n = 0;
    for (let step = 0; step < steps; step += 1) {
      const came = actual[first + step] as number;
      if (Number.isNaN(came)) continue;
      const error = Math.abs(came - (values[row + step] as number));
      sum += squares ? error * error : error;
      n += 1;
    }
    const mean = n > 0 ? sum / n : Number.NaN;
    into[from + origin] = squares ? Math.sqrt(mean) : mean;
  }
}
