import { cameAt, type RollingForecast } from '../domain/rolling.js';

/** The past errors of one model: row `origin` = what came minus what was forecast there, NaN where nothing came (yet). */
export interface OriginErrors {
  readonly rolling: RollingForecast;
  readonly errors: Float64Array;
  /** By origin: 1 where enough of its horizon came for its path to be used. */
  readonly isPath: Uint8Array;
  /** Cycles until the whole horizon of an origin is known. */
  readonly delay: number;
  readonly cycleSteps: number;
}

/** The share of the steps of a horizon that must be known for its path to be used. */
const LEAST_KNOWN = 0.8;

/** `actual` is as long as the cycles of the rolling forecast. */
export function originErrors(rolling: RollingForecast, actual: Float64Array, cycleSteps: number): OriginErrors {
  const { cycles, horizonSteps } = rolling;
  const errors = new Float64Array(cycles * horizonSteps).fill(Number.NaN);
  const isPath = new Uint8Array(cycles);
  for (let origin = rolling.firstOrigin; origin < cycles - 1; origin += 1) {
    let known = 0;
    for (let step = 0; step < horizonSteps; step += 1) {
      const at = origin * horizonSteps + step;
      const error = cameAt(actual, cycleSteps, origin, step) - (rolling.values[at] as number);
      errors[at] = error;
      if (!Number.isNaN(error)) known += 1;
    }
    isPath[origin] = known >= LEAST_KNOWN * horizonSteps ? 1 : 0;
  }
  return { rolling, errors, isPath, delay: Math.ceil(horizonSteps / cycleSteps), cycleSteps };
}

/** Past joint error paths: the newest are the most like the next one, and 104 of them are two years of weeks. */
const MOST_PATHS = 104;

/**
 * The origins whose whole horizon was known at `origin`, newest first, at most 104: their errors, taken together as they came, are the
 * paths by which the next forecast may miss.
 */
export function pathsKnownAt({ rolling, isPath, delay }: OriginErrors, origin: number): readonly number[] {
  const paths: number[] = [];
  for (let past = origin - delay; past >= rolling.firstOrigin && paths.length < MOST_PATHS; past -= 1)
    if (isPath[past] === 1) paths.push(past);
  return paths;
}
