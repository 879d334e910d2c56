import type { OriginErrors } from './origin-errors.js';

/** A model is trusted by its errors of late: after three cycles an error counts half. */
const HALF_LIFE_CYCLES = 3;
const CYCLES_BACK = 12;

/**
 * For each origin the place of the model that had the smallest mean absolute error of late, as it was known then; the first
 * model until there is something to compare. Steps of a horizon count as soon as they are known, so that the start of a ramp is
 * noticed within a cycle.
 */
export function leadersOf(models: readonly OriginErrors[]): readonly number[] {
  const [first] = models;
  if (first === undefined) throw new Error('there is no model to follow');
  const sums = models.map(knownErrors);
  return Array.from({ length: first.rolling.cycles }, (_, origin) => {
    let leader = 0;
    let least = Number.POSITIVE_INFINITY;
    sums.forEach((known, place) => {
      const error = recentError(known, first.delay, origin);
      // A tie, and nothing to compare, leave the first one, which is the published one.
      if (error < least) {
        least = error;
        leader = place;
      }
    });
    return leader;
  });
}

interface KnownErrors {
  /** Row `origin`, column c: sum of absolute errors of the steps that are known c cycles later. */
  readonly absolute: Float64Array;
  readonly counts: Float64Array;
}

function knownErrors({ rolling, errors, delay, cycleSteps }: OriginErrors): KnownErrors {
  const { cycles, horizonSteps } = rolling;
  const columns = delay + 1;
  const absolute = new Float64Array(cycles * columns);
  const counts = new Float64Array(cycles * columns);
  for (let origin = 0; origin < cycles; origin += 1)
    for (let step = 0; step < horizonSteps; step += 1) {
      const error = errors[origin * horizonSteps + step] as number;
      if (Number.isNaN(error)) continue;
      const at = origin * columns + Math.floor(step / cycleSteps) + 1;
      absolute[at] = (absolute[at] as number) + Math.abs(error);
      counts[at] = (counts[at] as number) + 1;
    }
  // What was known a cycle before is known still.
  for (let at = 0; at < absolute.length; at += 1)
    if (at % columns !== 0) {
      absolute[at] = (absolute[at] as number) + (absolute[at - 1] as number);
      counts[at] = (counts[at] as number) + (counts[at - 1] as number);
    }
  return { absolute, counts };
}

function recentError({ absolute, counts }: KnownErrors, delay: number, origin: number): number {
  let sum = 0;
  let weights = 0;
  for (let back = 1; back <= CYCLES_BACK && back <= origin; back += 1) {
    const at = (origin - back) * (delay + 1) + Math.min(back, delay);
    const weight = 0.5 ** (back / HALF_LIFE_CYCLES);
    sum += weight * (absolute[at] as number);
    weights += weight * (counts[at] as number);
  }
  return weights > 0 ? sum / weights : Number.POSITIVE_INFINITY;
}
