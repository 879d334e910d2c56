import { pathsKnownAt, type OriginErrors } from './origin-errors.js';

/** Which side of the forecast the limit lies on: 1 for high limits, −1 for low ones. */
export type Side = 1 | -1;

/** Fewer paths than this say nothing of a probability. */
export const LEAST_PATHS = 20;

/**
 * Adds past joint error paths to the forecast of `origin` and looks how far each goes towards the limit's side: the
 * largest value of each path (times `side`), sorted. The share of them above a limit is the probability that it is crossed within the horizon;
 * joint paths, since errors of neighbouring steps come together. Undefined when too few paths were known then.
 */
export function peaksAt(
  model: OriginErrors,
  origin: number,
  side: Side,
  nonNegative: boolean,
): Float64Array | undefined {
  const { rolling, errors } = model;
  const { horizonSteps, values } = rolling;
  const paths = pathsKnownAt(model, origin);
  if (paths.length < LEAST_PATHS) return undefined;
  const peaks = new Float64Array(paths.length);
  for (let at = 0; at < paths.length; at += 1) {
    const row = (paths[at] as number) * horizonSteps;
    let peak = Number.NEGATIVE_INFINITY;
    for (let step = 0; step < horizonSteps; step += 1) {
      let value = (values[origin * horizonSteps + step] as number) + (errors[row + step] as number);
      if (nonNegative && value < 0) value = 0;
      if (value * side > peak) peak = value * side;
    }
    peaks[at] = peak;
  }
  return peaks.sort();
}

/** The probability that the limit is crossed: half a path is added on either side, since none of 100 is not never. */
export function probabilityAbove(sortedPeaks: Float64Array, level: number): number {
  let low = 0;
  let high = sortedPeaks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sortedPeaks[middle] as number) <= level) low = middle + 1;
    else high = middle;
  }
  return smoothed(sortedPeaks.length - low, sortedPeaks.length);
}

/**
 * First passage: for each step of the newest forecast the probability that the limit has been crossed by then, never falling.
 * Undefined when too few past paths are known.
 */
export function passageBy(
  model: OriginErrors,
  limit: number,
  side: Side,
  nonNegative: boolean,
): Float64Array | undefined {
  const { rolling, errors } = model;
  const { horizonSteps, cycles, values } = rolling;
  const paths = pathsKnownAt(model, cycles - 1);
  if (paths.length < LEAST_PATHS) return undefined;
  const crossed = new Float64Array(horizonSteps);
  for (const path of paths)
    for (let step = 0; step < horizonSteps; step += 1) {
      let value =
        (values[(cycles - 1) * horizonSteps + step] as number) + (errors[path * horizonSteps + step] as number);
      if (nonNegative && value < 0) value = 0;
      if (!(value * side > limit * side)) continue;
      crossed[step] = (crossed[step] as number) + 1;
      break;
    }
  let sum = 0;
  return crossed.map((count) => {
    sum += count;
    return smoothed(sum, paths.length);
  });
}

const smoothed = (hits: number, paths: number): number => (hits + 0.5) / (paths + 1);
