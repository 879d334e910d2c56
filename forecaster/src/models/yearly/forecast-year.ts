import type { BatchShape } from '../model.js';
import type { RidgeFit } from '../ridge/fit.js';
import { FEATURES } from './year-features.js';

/** What a series knows of the year: features of window and horizon, and the coefficients from the end of each of these cycles on. */
export interface KnownYear {
  readonly features: Float32Array;
  readonly fit: RidgeFit;
  readonly fits: readonly number[];
}

/** Cycles of which the course of a week is made, as long as the year is not known. */
const CYCLES = 8;
/** The weight of a day in what is carried on halves after so many. */
const HALF_LIFE_DAYS = 60;
/** Days before a fit that its deviation is learnt from. */
const LOOKED_BACK_DAYS = 364;

/**
 * The forecast from the end of each cycle: until the first fit the level of the last cycle and the usual course of a cycle, then the course of the year and the week, and what the last
 * months lay beside it. `values` without gaps.
 */
export function forecastYear(
  values: Float64Array,
  known: KnownYear | undefined,
  { cycleSteps, horizonSteps }: BatchShape,
): Float64Array {
  const cycles = values.length / cycleSteps;
  const forecast = new Float64Array(cycles * horizonSteps);
  const firstFit = known?.fits[0] ?? cycles;
  for (let cycle = 0; cycle < Math.min(firstFit, cycles); cycle += 1)
    for (let ahead = 0; ahead < horizonSteps; ahead += 1)
      forecast[cycle * horizonSteps + ahead] = usualAt(values, cycle, ahead % cycleSteps, cycleSteps);
  known?.fits.forEach((from, refit) => {
    const until = known.fits[refit + 1] ?? cycles;
    const courseAt = (step: number): number => courseOf(known, refit, step);
    const decay = 0.5 ** (1 / HALF_LIFE_DAYS);
    let [sum, weight] = [0, 0];
    let step = Math.max(0, (from + 1) * cycleSteps - LOOKED_BACK_DAYS);
    for (let cycle = from; cycle < until; cycle += 1) {
      const end = (cycle + 1) * cycleSteps;
      for (; step < end; step += 1) {
        sum = sum * decay + (values[step] as number) - courseAt(step);
        weight = weight * decay + 1;
      }
      for (let ahead = 0; ahead < horizonSteps; ahead += 1)
        forecast[cycle * horizonSteps + ahead] = courseAt(end + ahead) + sum / weight;
    }
  });
  return forecast;
}

/** The mean of a cycle, and what the step at this place of the last cycles had more than the mean of its own. */
function usualAt(values: Float64Array, cycle: number, place: number, cycleSteps: number): number {
  const meanOf = (of: number): number => {
    let sum = 0;
    for (let step = of * cycleSteps; step < (of + 1) * cycleSteps; step += 1) sum += values[step] as number;
    return sum / cycleSteps;
  };
  const first = Math.max(0, cycle + 1 - CYCLES);
  let more = 0;
  for (let known = first; known <= cycle; known += 1)
    more += (values[known * cycleSteps + place] as number) - meanOf(known);
  return meanOf(cycle) + more / (cycle + 1 - first);
}

function courseOf({ features, fit: { data, from } }: KnownYear, refit: number, step: number): number {
  let course = 0;
  for (let feature = 0; feature < FEATURES; feature += 1)
    course += (features[step * FEATURES + feature] as number) * (data[from + refit * FEATURES + feature] as number);
  return course;
}
