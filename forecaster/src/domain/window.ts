import { cyclesWithin, MIN_CYCLES } from './cycles.js';

/**
 * No instrument measures what is larger than this, and sums of squares of what is smaller stay within a double. What is nearer to 0 than its inverse is 0.
 */
const LARGEST = 1e100;

/** Readings of one signal, sorted by time. Values that are not finite, or beyond ±1e100, count as missing. */
export interface SignalReadings {
  readonly timesMs: Float64Array;
  readonly values: Float64Array;
}

/** The past of a signal on a regular grid; the last value stands at the cutoff. */
export interface Window {
  readonly kind: 'window';
  readonly cutoffMs: number;
  /** Whole cycles, oldest first, NaN = missing. */
  readonly values: Float64Array;
}

/** Not enough to forecast from; both counted in steps of the signal's interval. */
export interface TooShort {
  readonly kind: 'too-short';
  readonly have: number;
  readonly need: number;
}

export interface WindowRequest {
  readonly intervalMs: number;
  readonly cycleSteps: number;
  /** Only readings before this time are used. */
  readonly asOfMs: number;
  /** Where the grid ends; at or after the signal's own last reading before `asOfMs`. Signals that add up share it. */
  readonly cutoffMs: number;
}

/** Time of the last reading before `asOfMs`. */
export function lastReadingBefore(readings: SignalReadings, asOfMs: number): number | undefined {
  const count = countBefore(readings.timesMs, asOfMs);
  return count > 0 ? readings.timesMs[count - 1] : undefined;
}

/**
 * Puts the readings before `asOfMs` on the grid that ends at the cutoff: a step takes the mean of the readings nearer to it
 * than to its neighbours, so that readings a little early or late fall where they belong. This is the only place that
 * decides which readings a forecast may know.
 */
export function windowOf(
  readings: SignalReadings,
  { intervalMs, cycleSteps, asOfMs, cutoffMs }: WindowRequest,
): Window | TooShort {
  const need = MIN_CYCLES * cycleSteps;
  const { timesMs } = readings;
  const count = countBefore(timesMs, asOfMs);
  const stepsBack = (timeMs: number): number => Math.max(0, Math.round((cutoffMs - timeMs) / intervalMs));
  const history = count > 0 ? stepsBack(timesMs[0] as number) + 1 : 0;
  const cycles = cyclesWithin(history, cycleSteps);
  if (cycles === undefined) return { kind: 'too-short', have: history, need };

  const { values: means, have } = onGrid(readings, { intervalMs, endMs: cutoffMs, steps: cycles * cycleSteps, count });
  return have < need ? { kind: 'too-short', have, need } : { kind: 'window', cutoffMs, values: means };
}

export interface GridRequest {
  readonly intervalMs: number;
  /** Time of the last step. */
  readonly endMs: number;
  readonly steps: number;
  /** How many of the readings are known, the first ones. */
  readonly count: number;
}

/** The mean of the readings nearest to each step, NaN where there is none, and how many steps have one. Readings after the end belong to the last step. */
export function onGrid(
  { timesMs, values }: SignalReadings,
  { intervalMs, endMs, steps, count }: GridRequest,
): { readonly values: Float64Array; readonly have: number } {
  const means = new Float64Array(steps).fill(Number.NaN);
  const counts = new Uint32Array(steps);
  let have = 0;
  for (let at = count - 1; at >= 0; at -= 1) {
    const back = Math.max(0, Math.round((endMs - (timesMs[at] as number)) / intervalMs));
    if (back >= steps) break;
    const reading = values[at] as number;
    const size = Math.abs(reading);
    if (!(size <= LARGEST)) continue;
    const value = size < 1 / LARGEST ? 0 : reading;
    const step = steps - 1 - back;
    const before = counts[step] as number;
    if (before === 0) have += 1;
    counts[step] = before + 1;
    means[step] = before === 0 ? value : (means[step] as number) + (value - (means[step] as number)) / (before + 1);
  }
  return { values: means, have };
}

/** How many of the sorted times lie before this one. */
export function countBefore(timesMs: Float64Array, beforeMs: number): number {
  let low = 0;
  let high = timesMs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((timesMs[middle] as number) < beforeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
