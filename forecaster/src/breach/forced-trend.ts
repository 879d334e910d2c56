import type { RollingForecast } from '../domain/rolling.js';
import type { BatchShape } from '../models/model.js';

/** Holt-Winters whose trend is never dropped and never damped: how fast level and trend follow. */
interface ForcedTrend {
  readonly level: number;
  /** Share of what the level takes. */
  readonly trend: number;
}

/**
 * A grid fitted to the one-step errors of a healthy past drops the trend, and then misses a slow ramp for as long as it lasts. Here each has one.
 */
const GRID: readonly ForcedTrend[] = [0.02, 0.06, 0.15].flatMap((level) =>
  [0.05, 0.2].map((trend) => ({ level, trend })),
);
const SEASON_SHARE = 0.05;
/** Surprises beyond so many robust standard deviations are believed only so far: a spike is no drift. */
const CLIP = 4;
const INITIAL_CYCLES = 2;

export const FORCED_TREND = 'forced-trend@1';

/**
 * One rolling forecast a parameter set. Plain arithmetic: a session call would cost more than it saves.
 * A missing value is no surprise.
 */
export function forcedTrends(values: Float64Array, shape: BatchShape): readonly RollingForecast[] {
  const start = firstStates(values, shape);
  const clip = CLIP * robustDeviation(values, shape.seasonSteps);
  return GRID.map((parameters) => smooth(values, shape, parameters, start, clip));
}

interface States {
  readonly level: number;
  readonly season: Float64Array;
  /** By step of the season: 1 where the first cycles say how it is. */
  readonly seen: Uint8Array;
}

function smooth(
  values: Float64Array,
  { seasonSteps, cycleSteps, horizonSteps }: BatchShape,
  parameters: ForcedTrend,
  start: States,
  clip: number,
): RollingForecast {
  const cycles = values.length / cycleSteps;
  const rolling = new Float64Array(cycles * horizonSteps);
  const season = start.season.slice();
  const seen = start.seen.slice();
  let { level } = start;
  let trend = 0;
  for (let step = 0; step < values.length; step += 1) {
    const at = step % seasonSteps;
    level += trend;
    const surprise = (values[step] as number) - level - (season[at] as number);
    if (!Number.isNaN(surprise) && seen[at] === 0) {
      // The first value of a place that was missing until now says where it is, nothing of level and trend.
      seen[at] = 1;
      season[at] = surprise;
    } else if (!Number.isNaN(surprise)) {
      const taken = Math.min(Math.max(surprise, -clip), clip);
      level += parameters.level * taken;
      trend += parameters.level * parameters.trend * taken;
      if (seasonSteps > 1) season[at] = (season[at] as number) + SEASON_SHARE * (1 - parameters.level) * taken;
    }
    if ((step + 1) % cycleSteps !== 0) continue;
    const row = ((step + 1) / cycleSteps - 1) * horizonSteps;
    for (let ahead = 0; ahead < horizonSteps; ahead += 1)
      rolling[row + ahead] = level + trend * (ahead + 1) + (season[ahead % seasonSteps] as number);
  }
  return { cycles, horizonSteps, values: rolling, firstOrigin: INITIAL_CYCLES - 1 };
}

/** The mean of the first cycles and the mean distance of each season step from it. */
function firstStates(values: Float64Array, { seasonSteps, cycleSteps }: BatchShape): States {
  const first = values.subarray(0, INITIAL_CYCLES * cycleSteps);
  const level = meanOf(first, 0, 1) ?? meanOf(values, 0, 1) ?? 0;
  const season = new Float64Array(seasonSteps);
  const seen = new Uint8Array(seasonSteps).fill(1);
  if (seasonSteps > 1)
    for (let at = 0; at < seasonSteps; at += 1) {
      const mean = meanOf(first, at, seasonSteps);
      if (mean === undefined) seen[at] = 0;
      else season[at] = mean - level;
    }
  return { level, season, seen };
}

/** Mean of every `every`-th value from `from` on; undefined when all are missing. */
function meanOf(values: Float64Array, from: number, every: number): number | undefined {
  let sum = 0;
  let count = 0;
  for (let step = from; step < values.length; step += every) {
    const value = values[step] as number;
    if (Number.isNaN(value)) continue;
    sum += value;
    count += 1;
  }
  return count > 0 ? sum / count : undefined;
}

/** Standard deviation of one reading, from the median seasonal difference (of two readings, hence √2); 1.4826 makes a median one of a normal. */
function robustDeviation(values: Float64Array, seasonSteps: number): number {
  const differences: number[] = [];
  for (let step = seasonSteps; step < values.length; step += 1) {
    const difference = Math.abs((values[step] as number) - (values[step - seasonSteps] as number));
    if (!Number.isNaN(difference)) differences.push(difference);
  }
  const sorted = Float64Array.from(differences).sort();
  const median = sorted[sorted.length >>> 1] ?? 0;
  // More than half of the differences are 0 in a sparse signal: nothing is clipped there.
  return median > 0 ? (1.4826 * median) / Math.SQRT2 : Number.POSITIVE_INFINITY;
}
