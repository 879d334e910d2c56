import type { ForecasterManifest } from '@wellhead/contracts';
import type { RollingForecast } from '../domain/rolling.js';
import type { BatchShape } from '../models/model.js';
import { fillSeasons } from '../models/ridge/gaps.js';

/** Windows of one series at all its origins, as a brought forecaster takes them. */
export interface SeriesWindows {
  readonly firstOrigin: number;
  readonly rows: number;
  /** Row by row, the newest origin last. */
  readonly values: Float32Array;
  /** By row: what turns its results into the unit of the series. */
  readonly scales: readonly { readonly centre: number; readonly spread: number }[];
  /** Values of the newest window outside of the range that it was trained on. */
  readonly outside: number;
}

/** Why a brought forecaster cannot take such series; undefined when it can. */
export function refusesShape(
  { name, seasonSteps, horizonSteps, windowSteps }: ForecasterManifest,
  shape: BatchShape,
  steps: number,
): string | undefined {
  if (seasonSteps !== shape.seasonSteps) return `${name} was made for a season of ${seasonSteps} steps`;
  if (horizonSteps < shape.horizonSteps)
    return `${name} forecasts ${horizonSteps} steps, ${shape.horizonSteps} are wanted`;
  if (windowSteps > steps - shape.cycleSteps) return `${name} needs ${windowSteps} steps and one cycle to be tried on`;
  return undefined;
}

/**
 * The first origin that a model trained until then can be judged on: one at or after that time, of any series, so that no window that it learnt from
 * holds what it is asked. This is the one place that keeps brought models from being judged on their own lessons.
 */
export function firstHonestOrigin(
  { cycles, firstOrigin }: Pick<RollingForecast, 'cycles' | 'firstOrigin'>,
  {
    cycleMs,
    cutoffMs,
    trainedUntilMs,
  }: { readonly cycleMs: number; readonly cutoffMs: number; readonly trainedUntilMs: number },
): number {
  const cyclesSince = Math.floor((cutoffMs - trainedUntilMs) / cycleMs);
  return Math.max(firstOrigin, cycles - 1 - cyclesSince);
}

/**
 * One row an origin that has a whole window behind it. A missing value is that of a season before: so a gap does not look like a change. Before the first known
 * one of its place in the season it is the next one within the first window, from which no forecast is judged, else the mean of what was seen.
 */
export function windowsOf(
  series: Float64Array,
  { cycleSteps, seasonSteps }: BatchShape,
  { windowSteps, values: form, range }: ForecasterManifest,
): SeriesWindows {
  const cycles = series.length / cycleSteps;
  const firstOrigin = Math.ceil(windowSteps / cycleSteps) - 1;
  const filled = fillSeasons(series, seasonSteps, (firstOrigin + 1) * cycleSteps);
  const rows = cycles - firstOrigin;
  const values = new Float32Array(rows * windowSteps);
  const scales = Array.from({ length: rows }, (_, row) => {
    const end = (firstOrigin + row + 1) * cycleSteps;
    const window = filled.subarray(end - windowSteps, end);
    const scale = form === 'scaled' ? scaleOf(window, seasonSteps) : { centre: 0, spread: 1 };
    window.forEach((value, at) => (values[row * windowSteps + at] = (value - scale.centre) / scale.spread));
    return scale;
  });
  const newest = filled.subarray(filled.length - windowSteps);
  const outside = range
    ? newest.reduce((count, value) => count + (value < range.low || value > range.high ? 1 : 0), 0)
    : 0;
  return { firstOrigin, rows, values, scales, outside };
}

/** Results of the windows, in the unit of the series; origins before the first are zero and not honest. */
export function rollingOf(
  results: Float32Array,
  { firstOrigin, rows, scales }: Omit<SeriesWindows, 'values' | 'outside'>,
  { horizonSteps }: BatchShape,
  width: number,
): RollingForecast {
  const cycles = firstOrigin + rows;
  const values = new Float64Array(cycles * horizonSteps);
  scales.forEach(({ centre, spread }, row) => {
    for (let step = 0; step < horizonSteps; step += 1)
      values[(firstOrigin + row) * horizonSteps + step] = (results[row * width + step] as number) * spread + centre;
  });
  return { cycles, horizonSteps, values, firstOrigin };
}

/** Mean of a window, and its mean absolute difference from one season before; 1 for a window that repeats itself. */
function scaleOf(window: Float64Array, seasonSteps: number): { readonly centre: number; readonly spread: number } {
  const centre = window.reduce((sum, value) => sum + value, 0) / window.length;
  let differences = 0;
  for (let at = seasonSteps; at < window.length; at += 1)
    differences += Math.abs((window[at] as number) - (window[at - seasonSteps] as number));
  const spread = differences / Math.max(1, window.length - seasonSteps);
  return { centre, spread: spread > Math.abs(centre) * 1e-9 ? spread : 1 };
}
