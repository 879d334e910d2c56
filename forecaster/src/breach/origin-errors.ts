import { cameAt, type RollingForecast } from '../domain/rolling.js';

/** The past errors of one model: row `origin` = what came minus what was forecast there, NaN where nothing came (yet). */
export interface OriginErrors {
  readonly rolling: RollingForecast;
  readonly errors: Float64Array;
  /** Cycles until the whole horizon of an origin is known. */
  readonly delay: number;
  readonly cycleSteps: number;
}

/** `actual` is as long as the cycles of the rolling forecast. */
export function originErrors(rolling: RollingForecast, actual: Float64Array, cycleSteps: number): OriginErrors {
  const { cycles, horizonSteps } = rolling;
  const errors = new Float64Array(cycles * horizonSteps).fill(Number.NaN);
  for (let origin = rolling.firstOrigin; origin < cycles - 1; origin += 1)
    for (let step = 0; step < horizonSteps; step += 1) {
      const at = origin * horizonSteps + step;
      errors[at] = cameAt(actual, cycleSteps, origin, step) - (rolling.values[at] as number);
    }
  return { rolling, errors, delay: Math.ceil(horizonSteps / cycleSteps), cycleSteps };
}

/** Past joint error paths: the newest are the most like the next one, and 104 of them are two years of weeks. */
const MOST_PATHS = 104;

/** The share of the steps of a horizon that must be known for its path to be used. */
const LEAST_KNOWN = 0.8;

/**
 * The origins whose whole horizon was known at `origin`, newest first, at most 104: their errors, taken together as they came, are the
 * paths by which the next forecast may miss.
 */
export function pathsKnownAt({ rolling, errors, delay }: OriginErrors, origin: number): readonly number[] {
  const { horizonSteps, firstOrigin } = rolling;
  const paths: number[] = [];
  for (let past = origin - delay; past >= firstOrigin && paths.length < MOST_PATHS; past -= 1) {
    let known = 0;
    for (let step = 0; step < horizonSteps; step += 1)
      if (!Number.isNaN(errors[past * horizonSteps + step] as number)) known += 1;
    if (known >= LEAST_KNOWN * horizonSteps) paths.push(past);
  }
  return paths;
}
