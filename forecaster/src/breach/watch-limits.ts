import type { Limit, LimitKind } from '@wellhead/contracts';
import { lastCycles, type RollingForecast } from '../domain/rolling.js';
import type { BatchShape } from '../models/model.js';
import { LEAST_PATHS, passageBy, peaksAt, probabilityAbove, type Side } from './first-passage.js';
import { FORCED_TREND, forcedTrends } from './forced-trend.js';
import { leadersOf } from './leaders.js';
import { originErrors, pathsKnownAt, type OriginErrors } from './origin-errors.js';

/** What a worker is told of a limit. */
export type WatchedLimit = Pick<Limit, 'kind' | 'value'>;

/** One past prediction and whether it came true: the probability before recalibration. */
export interface PastPrediction {
  /** Cycles before the newest origin. */
  readonly cyclesBack: number;
  readonly probability: number;
  readonly came: boolean;
}

/** What the past says of one limit, before it is recalibrated with others of its kind. */
export interface LimitWatch {
  readonly limit: LimitKind;
  readonly limitValue: number;
  readonly model: string;
  /** Probability that the limit has been crossed by each step. */
  readonly crossedBy: Float64Array;
  readonly ofLimit: readonly PastPrediction[];
  readonly ofStandIns: readonly PastPrediction[];
}

export interface WatchedSeries {
  readonly values: Float64Array;
  readonly nonNegative: boolean;
  readonly limits: readonly WatchedLimit[];
}

export const sideOf = (kind: LimitKind): Side => (kind === 'high' || kind === 'high-high' ? 1 : -1);

/**
 * First passages of the newest forecast over each limit, and the same predictions as they would have been made at past origins. At each
 * origin the forecast is the published model's or, where that was the better one of late, a forced trend's (slow ramps). Limits
 * without enough past are left out.
 */
export function watchLimits(
  published: { readonly model: string; readonly rolling: RollingForecast },
  { values, nonNegative, limits }: WatchedSeries,
  shape: BatchShape,
): readonly LimitWatch[] {
  const { cycleSteps } = shape;
  const { cycles } = published.rolling;
  const actual = values.subarray(values.length - cycles * cycleSteps);
  const trends = forcedTrends(values, shape).map((rolling) => lastCycles(rolling, cycles));
  const models = [published.rolling, ...trends].map((rolling) => originErrors(rolling, actual, cycleSteps));
  const leaders = leadersOf(models);
  const modelAt = (origin: number): OriginErrors => models[leaders[origin] as number] as OriginErrors;
  const past = new Map<Side, SidePast>();
  return limits.flatMap(({ kind, value }): LimitWatch[] => {
    const side = sideOf(kind);
    const crossedBy = passageBy(modelAt(cycles - 1), value, side, nonNegative);
    if (crossedBy === undefined) return [];
    const known = past.get(side) ?? sidePast(modelAt, { actual, cycles, cycleSteps, side, nonNegative });
    past.set(side, known);
    return [
      {
        limit: kind,
        limitValue: value,
        model: leaders[cycles - 1] === 0 ? published.model : FORCED_TREND,
        crossedBy,
        ofLimit: known.predictionsOf(() => [value * side]),
        ofStandIns: known.predictionsOf(({ standIns }) => standIns),
      },
    ];
  });
}

/** A past origin, seen from one side: values times the side, so that a breach always lies above. */
interface PastOrigin {
  readonly cyclesBack: number;
  /** The last reading. */
  readonly anchor: number;
  readonly peaks: Float64Array;
  /** The furthest that was reached within the horizon. */
  readonly reached: number;
  readonly standIns: readonly number[];
}

interface SidePast {
  predictionsOf(levels: (origin: PastOrigin) => readonly number[]): readonly PastPrediction[];
}

interface SideView {
  readonly actual: Float64Array;
  readonly cycles: number;
  readonly cycleSteps: number;
  readonly side: Side;
  readonly nonNegative: boolean;
}

/**
 * Stand-ins for a limit that was never crossed: levels as far above the mean of the last cycle as was reached in 40, 20 and 5 of a hundred
 * horizons before. What such predictions were worth is what one of the limit is worth.
 */
const STAND_IN_LEVELS = [0.6, 0.8, 0.95];

function sidePast(modelAt: (origin: number) => OriginErrors, view: SideView): SidePast {
  const { cycles, side, nonNegative } = view;
  const origins: PastOrigin[] = [];
  const rises: number[] = [];
  const { delay } = modelAt(cycles - 1);
  for (let origin = 0; origin < cycles - delay; origin += 1) {
    const model = modelAt(origin);
    const before = reachOf(view, model, origin - delay);
    if (before !== undefined) rises.push(before.reached - before.base);
    const now = reachOf(view, model, origin);
    if (now === undefined || pathsKnownAt(model, origin).length < LEAST_PATHS) continue;
    const peaks = peaksAt(model, origin, side, nonNegative);
    if (peaks === undefined) continue;
    const sorted = Float64Array.from(rises).sort();
    const standIns =
      sorted.length < LEAST_PATHS
        ? []
        : STAND_IN_LEVELS.map((level) => now.base + (sorted[Math.floor(level * sorted.length)] as number));
    origins.push({ ...now, cyclesBack: cycles - 1 - origin, peaks, standIns });
  }
  return {
    predictionsOf: (levels) =>
      origins.flatMap((origin) =>
        levels(origin)
          // What is beyond the limit already is no prediction.
          .filter((level) => origin.anchor <= level)
          .map((level) => ({
            cyclesBack: origin.cyclesBack,
            probability: probabilityAbove(origin.peaks, level),
            came: origin.reached > level,
          })),
      ),
  };
}

/** Where a series stood at an origin (mean of its last cycle, last reading) and how far it then went; undefined where nothing came. */
function reachOf(
  { actual, cycleSteps, side }: SideView,
  { rolling: { horizonSteps } }: OriginErrors,
  origin: number,
): { readonly base: number; readonly anchor: number; readonly reached: number } | undefined {
  if (origin < 0) return undefined;
  const from = (origin + 1) * cycleSteps;
  let sum = 0;
  let count = 0;
  let anchor = Number.NaN;
  for (let step = from - cycleSteps; step < from; step += 1) {
    const value = actual[step] as number;
    if (Number.isNaN(value)) continue;
    sum += value;
    count += 1;
    anchor = value;
  }
  let reached = Number.NEGATIVE_INFINITY;
  for (let step = from; step < from + horizonSteps; step += 1) {
    const value = (actual[step] as number) * side;
    if (value > reached) reached = value;
  }
  if (count === 0 || reached === Number.NEGATIVE_INFINITY) return undefined;
  return { base: (sum / count) * side, anchor: anchor * side, reached };
}
