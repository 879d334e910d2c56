import type { TrainingSet } from '../training/train-network.js';

/** A series of the pool: on its grid, NaN = missing, the last value at `cutoffMs`. */
export interface PooledSeries {
  readonly values: Float64Array;
  readonly cutoffMs: number;
  readonly stepMs: number;
}

export interface PoolRequest {
  readonly lags: number;
  readonly horizonSteps: number;
  /** One cutoff for all series: no window has an outcome at or after this time. */
  readonly untilMs: number;
  readonly mostWindows: number;
}

/** Level and size of a window, by which it is scaled: of itself alone, so that series of any size share a network. */
export interface WindowScale {
  readonly level: number;
  readonly size: number;
}

/** Undefined where a value is missing or does not move. `from` … `from + lags` are the steps of the window. */
export function windowScale(values: Float64Array, from: number, lags: number): WindowScale | undefined {
  let level = 0;
  for (let step = from; step < from + lags; step += 1) level += (values[step] as number) / lags;
  let size = 0;
  for (let step = from; step < from + lags; step += 1) size += Math.abs((values[step] as number) - level) / lags;
  return Number.isFinite(level) && size > Math.abs(level) * 1e-9 ? { level, size } : undefined;
}

/** Outcomes farther than this many sizes are cut: one of them would outweigh a thousand others. */
const FARTHEST = 20;

/**
 * Windows of all series whose outcomes are known before the cutoff, evenly thinned out to `mostWindows`. This is the one place that decides what a
 * pooled model may learn from: a window of *another* series that reaches into the weeks a model is judged on tells it of them too.
 */
export function poolWindows(
  pool: readonly PooledSeries[],
  { lags, horizonSteps, untilMs, mostWindows }: PoolRequest,
): TrainingSet {
  const places: { readonly values: Float64Array; readonly from: number }[] = [];
  for (const { values, cutoffMs, stepMs } of pool) {
    const known = Math.min(values.length, values.length - Math.floor((cutoffMs - untilMs) / stepMs) - 1);
    for (let from = 0; from + lags + horizonSteps <= known; from += 1)
      if (isWhole(values, from, lags + horizonSteps) && windowScale(values, from, lags)) places.push({ values, from });
  }
  const rows = Math.min(places.length, mostWindows);
  const inputs = new Float32Array(rows * lags);
  const targets = new Float32Array(rows * horizonSteps);
  for (let row = 0; row < rows; row += 1) {
    const { values, from } = places[Math.floor((row * places.length) / rows)] as (typeof places)[number];
    const { level, size } = windowScale(values, from, lags) as WindowScale;
    for (let lag = 0; lag < lags; lag += 1) inputs[row * lags + lag] = ((values[from + lag] as number) - level) / size;
    for (let ahead = 0; ahead < horizonSteps; ahead += 1)
      targets[row * horizonSteps + ahead] = Math.max(
        -FARTHEST,
        Math.min(FARTHEST, ((values[from + lags + ahead] as number) - level) / size),
      );
  }
  return { rows, inputs, targets };
}

function isWhole(values: Float64Array, from: number, length: number): boolean {
  for (let step = from; step < from + length; step += 1) if (Number.isNaN(values[step])) return false;
  return true;
}
