import { openGraphModel } from '../graph-model.js';
import { initialCyclesOf } from '../initial-state.js';
import type { BatchShape, ForecastModel } from '../model.js';
import { doubleSeasonalityModel, INITIAL_SEASONS, LONG_SEASONS } from './double-seasonality-graph.js';

/** Season and week of seasons at once: hours that follow both the day and the week (README.md). */
export const openDoubleSeasonality = (): ForecastModel =>
  openGraphModel({
    name: 'double-seasonality@1',
    graphOf: doubleSeasonalityModel,
    initialCyclesOf: (cycles) => (cycles > INITIAL_SEASONS + LONG_SEASONS ? INITIAL_SEASONS : initialCyclesOf(cycles)),
    suits: hasWeeks,
    longestSeasonSteps: 96,
  });

/** Steps of a day that are taken for one: hours, half hours and quarters of an hour. */
const DAYS: readonly number[] = [24, 48, 96];
/** Its first origin is the end of the second week: shorter windows would leave fewer origins than calibrated intervals need. */
const SHORTEST_DAYS = 76;
/** The same hour of a week ago must be nearer by this factor than that of yesterday. */
const NEARER = 0.95;

/** Whether a week shows, in a window long enough to learn it. */
function hasWeeks(values: Float64Array, { seasonSteps }: BatchShape): boolean {
  if (!DAYS.includes(seasonSteps) || values.length < SHORTEST_DAYS * seasonSteps) return false;
  return distance(values, LONG_SEASONS * seasonSteps) < NEARER * distance(values, seasonSteps);
}

/** Mean absolute difference to so many steps before. */
function distance(values: Float64Array, steps: number): number {
  let sum = 0;
  let n = 0;
  for (let step = steps; step < values.length; step += 1) {
    const difference = Math.abs((values[step] as number) - (values[step - steps] as number));
    if (Number.isNaN(difference)) continue;
    sum += difference;
    n += 1;
  }
  return n > 0 ? sum / n : Number.POSITIVE_INFINITY;
}
