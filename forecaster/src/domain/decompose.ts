import type { RollingForecast } from './rolling.js';

/** The history as the model sees it: value = trend + season + remainder at every step. */
export interface HistoryParts {
  readonly trend: Float64Array;
  /** 0 on the mean of a season; all 0 without one. */
  readonly season: Float64Array;
  /** NaN where the value is missing. */
  readonly remainder: Float64Array;
}

interface Decomposed {
  readonly rolling: RollingForecast;
  /** The window: `rolling.cycles × cycleSteps` values. */
  readonly actual: Float64Array;
  readonly seasonSteps: number;
  readonly cycleSteps: number;
}

/**
 * Trend, season and remainder of a history by any model, from its forecasts of the past. The season of a cycle is the shape of the forecast issued
 * at its begin, without slope and mean; the trend is the centred mean, over the odd number of steps from one and a half seasons on
 * (the span of STL: Cleveland et al. 1990, J. Off. Stat. 6), of what the season leaves; the remainder is the rest. Undefined when
 * the horizon is shorter than a season: such forecasts do not show it.
 */
export function decompose(input: Decomposed): HistoryParts | undefined {
  const { rolling, actual, seasonSteps, cycleSteps } = input;
  if (rolling.horizonSteps < seasonSteps) return undefined;
  const span = spanOf(seasonSteps > 1 ? seasonSteps : cycleSteps);
  const season =
    seasonSteps > 1 ? seasonsOf(input, centredMeans(actual, spanOf(seasonSteps))) : new Float64Array(actual.length);
  const unseasoned = new Float64Array(actual.length);
  for (let step = 0; step < actual.length; step += 1)
    unseasoned[step] = (actual[step] as number) - (season[step] as number);
  const trend = centredMeans(unseasoned, span);
  const remainder = unseasoned;
  for (let step = 0; step < actual.length; step += 1)
    remainder[step] = (actual[step] as number) - (trend[step] as number) - (season[step] as number);
  return { trend, season, remainder };
}

/** Odd, and at least one and a half seasons. */
const spanOf = (steps: number): number => 2 * Math.floor((1.5 * steps) / 2) + 1;

function seasonsOf({ rolling, actual, seasonSteps, cycleSteps }: Decomposed, rough: Float64Array): Float64Array {
  const season = new Float64Array(actual.length);
  const shape = new Float64Array(seasonSteps);
  for (let cycle = 0; cycle < rolling.cycles; cycle += 1) {
    // Before the first honest forecast the season is taken from that one.
    const origin = Math.max(cycle - 1, Math.min(rolling.firstOrigin, rolling.cycles - 1));
    const row = origin * rolling.horizonSteps;
    const from = cycle * cycleSteps;
    const slope = ((rough[from + cycleSteps - 1] as number) - (rough[from] as number)) / Math.max(1, cycleSteps - 1);
    let mean = 0;
    for (let step = 0; step < seasonSteps; step += 1) mean += rolling.values[row + step] as number;
    mean /= seasonSteps;
    for (let step = 0; step < seasonSteps; step += 1)
      shape[step] = (rolling.values[row + step] as number) - mean - slope * (step - (seasonSteps - 1) / 2);
    for (let step = 0; step < cycleSteps; step += 1) season[from + step] = shape[step % seasonSteps] as number;
  }
  return season;
}

/** Means of what is known within half a span on either side; at the ends of what there is. A gap wider than the span is bridged by a line. */
function centredMeans(values: Float64Array, span: number): Float64Array {
  const half = (span - 1) / 2;
  const means = new Float64Array(values.length).fill(Number.NaN);
  let sum = 0;
  let n = 0;
  for (let step = -half; step < values.length; step += 1) {
    const comes = step + half < values.length ? (values[step + half] as number) : Number.NaN;
    const goes = step > half ? (values[step - half - 1] as number) : Number.NaN;
    if (!Number.isNaN(comes)) {
      sum += comes;
      n += 1;
    }
    if (!Number.isNaN(goes)) {
      sum -= goes;
      n -= 1;
    }
    if (step >= 0 && n > 0) means[step] = sum / n;
  }
  return bridged(means);
}

function bridged(values: Float64Array): Float64Array {
  let before = -1;
  for (let step = 0; step < values.length; step += 1) {
    const value = values[step] as number;
    if (Number.isNaN(value)) continue;
    const from = before < 0 ? value : (values[before] as number);
    for (let gap = before + 1; gap < step; gap += 1)
      values[gap] = from + ((value - from) * (gap - before)) / (step - before);
    before = step;
  }
  const last = before < 0 ? 0 : (values[before] as number);
  return values.fill(last, before + 1);
}
