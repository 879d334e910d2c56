import { cameAt, type RollingForecast } from './rolling.js';

/** Errors of the point forecast over rolling origins, in the unit of the signal. */
export interface PointErrors {
  readonly meanAbsolute: number;
  readonly rootMeanSquare: number;
  /** Sum of absolute errors over the sum of absolute values; null where nothing but zeros came. */
  readonly wape: number | null;
  /** Pairs of forecast and outcome; 0 = nothing to judge by. */
  readonly n: number;
}

/** Compares each forecast from `fromOrigin` on with what came. */
export function pointErrors(
  rolling: RollingForecast,
  actual: Float64Array,
  cycleSteps: number,
  fromOrigin: number = rolling.firstOrigin,
): PointErrors {
  let absolute = 0;
  let squared = 0;
  let total = 0;
  let n = 0;
  for (let cycle = fromOrigin; cycle < rolling.cycles - 1; cycle += 1)
    for (let step = 0; step < rolling.horizonSteps; step += 1) {
      const came = cameAt(actual, cycleSteps, cycle, step);
      if (Number.isNaN(came)) continue;
      const error = Math.abs(came - (rolling.values[cycle * rolling.horizonSteps + step] as number));
      absolute += error;
      squared += error * error;
      total += Math.abs(came);
      n += 1;
    }
  return {
    meanAbsolute: n > 0 ? absolute / n : 0,
    rootMeanSquare: n > 0 ? Math.sqrt(squared / n) : 0,
    wape: total > 0 ? absolute / total : null,
    n,
  };
}

/**
 * Mean absolute error of the one-step seasonal naive forecast over the history, the yardstick of MASE
 * (Hyndman & Koehler 2006, doi:10.1016/j.ijforecast.2006.03.001). 0 for a series that repeats itself exactly.
 */
export function naiveError(actual: Float64Array, seasonSteps: number): number {
  let absolute = 0;
  let n = 0;
  for (let step = seasonSteps; step < actual.length; step += 1) {
    const difference = Math.abs((actual[step] as number) - (actual[step - seasonSteps] as number));
    if (Number.isNaN(difference)) continue;
    absolute += difference;
    n += 1;
  }
  return n > 0 ? absolute / n : 0;
}

export const maseOf = (meanAbsolute: number, naive: number): number | null => (naive > 0 ? meanAbsolute / naive : null);

/** Loss of a quantile forecast: what lies above costs `level` per unit, what lies below `1 − level`. The larger of the two, as the other is below 0. */
export const pinballLoss = (level: number, quantile: number, came: number): number =>
  Math.max(level * (came - quantile), (1 - level) * (quantile - came));
