import { batchScratch } from './scratch.js';
import { cameAt, withValues, type RollingForecast } from './rolling.js';

/**
 * The forecast moved by its own mean error at each step of the horizon, at every origin with the errors that were known then.
 * A mean that is added to others must be an expected value on every weekday: a model that is flat by weekday, though sales are not, is right on
 * the mean of the week, and its interval, learnt from the errors of each weekday, lies beside it. A mean error counts
 * as far as it stands out of its own chance: b² / (b² + its variance).
 */
export function unbiased(rolling: RollingForecast, actual: Float64Array, cycleSteps: number): RollingForecast {
  const { horizonSteps, cycles, firstOrigin } = rolling;
  const values = batchScratch.numbers(rolling.values.length);
  values.set(rolling.values);
  for (let step = 0; step < horizonSteps; step += 1) {
    const delay = Math.floor(step / cycleSteps) + 1;
    let n = 0;
    let mean = 0;
    let squares = 0;
    for (let origin = firstOrigin; origin < cycles; origin += 1) {
      const known = origin - delay;
      if (known >= firstOrigin) {
        const error = cameAt(actual, cycleSteps, known, step) - (rolling.values[known * horizonSteps + step] as number);
        if (!Number.isNaN(error)) {
          n += 1;
          const distance = error - mean;
          mean += distance / n;
          squares += distance * (error - mean);
        }
      }
      if (n < FEWEST) continue;
      const chance = squares / (n - 1) / n;
      const at = origin * horizonSteps + step;
      if (mean !== 0) values[at] = (values[at] as number) + mean / (1 + chance / mean ** 2);
    }
  }
  return withValues(rolling, values);
}

/** Errors before any of them counts. */
const FEWEST = 10;
