import type { Score } from '@wellhead/contracts';
import {
  BOTTOM_UP,
  judge,
  RECONCILED,
  type Candidate,
  type JudgedForecast,
  type NoVerdict,
  type Verdict,
} from '../domain/champion.js';
import { decompose, type HistoryParts } from '../domain/decompose.js';
import { watchLimits, type LimitWatch, type WatchedLimit } from '../breach/watch-limits.js';
import type { KnownInputs } from '../domain/known-inputs.js';
import { sumOf, type RollingForecast } from '../domain/rolling.js';
import { batchScratch } from '../domain/scratch.js';
import { reconcileFamilies } from './reconcile-families.js';
import type { BatchShape, ForecastModel } from '../models/model.js';
import { askModels, type Answers } from './ask-models.js';
import type { GivenNetwork } from '../global/given-networks.js';

/** Work for one worker: series of one shape, of any lengths. Plain data: it crosses a thread boundary. */
export interface BatchRequest {
  readonly shape: BatchShape;
  readonly series: readonly BatchSeries[];
  /** Trained networks that take part beside the local models; published beside the champion too. */
  readonly networks?: readonly GivenNetwork[];
}

export interface BatchSeries {
  /** Whether its history is taken apart too; default: not. */
  readonly decomposed?: boolean;
  readonly values: Float64Array;
  readonly nonNegative: boolean;
  /** Part of a sum, or a sum. */
  readonly addsUp: boolean;
  /** Places in `series` whose champions add up to this one; empty for a series that is no sum. A leaf is never a sum. */
  readonly leaves: readonly number[];
  /** Limits whose first crossing is asked for; none: absent or empty. */
  readonly limits?: readonly WatchedLimit[];
  /** Models that may be used, with or without a version; absent: all. The baseline always may. */
  readonly models?: readonly string[];
  /** Models that are not asked of it: networks of groups that it is not in; absent: none. */
  readonly notAsked?: readonly string[];
  /** Local models that are published beside the champion too, by their names without version; absent: none. */
  readonly showModels?: readonly string[];
  /** Calendar and drivers of the window and the horizon; absent: nothing is known but the values. */
  readonly inputs?: KnownInputs;
  /** What models that do not run in workers say of it. */
  readonly given?: Answers;
}

/** A forecast as it leaves the worker. */
export interface SeriesForecast {
  readonly model: string;
  readonly mean: Float64Array;
  /** One array a quantile of QUANTILES. */
  readonly quantiles: readonly Float64Array[];
  readonly calibrated: boolean;
  readonly origins: number;
  readonly score: Score;
}

export type SeriesOutcome =
  | {
      readonly kind: 'forecast';
      readonly champion: SeriesForecast;
      /** To be shown beside the champion; undefined when it is the champion. */
      readonly baseline: SeriesForecast | undefined;
      /** Networks that are neither, to be shown too. */
      readonly shown: readonly SeriesForecast[];
      /** Of every model that was tried. */
      readonly scores: readonly Score[];
      readonly watches: readonly LimitWatch[];
      /** Of the champion, its newest cycles; undefined when not asked for, or when its horizon is shorter than a season. */
      readonly decomposition: HistoryParts | undefined;
      /** One sentence for each model that threw on this series. */
      readonly failures: readonly string[];
    }
  | { readonly kind: 'failed'; readonly reason: string };

/**
 * Forecasts, back-tests and calibrates a batch: every model on all series of equal length at once, then series by series,
 * parts before their sums. A series that fails has an outcome of its own and does not stop the others.
 */
export const forecastBatch = (
  request: BatchRequest,
  models: readonly ForecastModel[],
): Promise<readonly SeriesOutcome[]> => batchScratch.during(() => outcomesOf(request, models));

async function outcomesOf(request: BatchRequest, models: readonly ForecastModel[]): Promise<readonly SeriesOutcome[]> {
  const answers = await askModels(request.shape, request.series, models);
  const verdicts = new Map<number, Verdict | NoVerdict>();
  const networks = (request.networks ?? []).map(({ id }) => id);
  const { seasonSteps, cycleSteps } = request.shape;
  const judgeAt = (at: number, more: readonly Candidate[] = []): Verdict | NoVerdict => {
    const { values, nonNegative, addsUp, given, showModels = [] } = request.series[at] as BatchSeries;
    const candidates = [...(answers[at]?.candidates ?? []), ...(given?.candidates ?? []), ...more];
    const shown = [...networks];
    if (showModels.length > 0)
      for (const { model } of candidates) if (showModels.includes(nameOf(model))) shown.push(model);
    const verdict = judgeAlone(candidates, { values, seasonSteps, cycleSteps, nonNegative, addsUp, shown });
    verdicts.set(at, verdict);
    return verdict;
  };
  request.series.forEach((series, at) => {
    if (series.leaves.length === 0) judgeAt(at);
  });
  const reconciled = reconcileFamilies(
    request,
    answers.map(({ candidates }) => candidates),
    verdicts,
  );
  reconciled.forEach((rolling, leaf) => judgeAt(leaf, [{ model: RECONCILED, rolling }]));
  request.series.forEach((series, at) => {
    if (series.leaves.length === 0) return;
    const parts = series.leaves.map((leaf) => verdicts.get(leaf));
    const rollings = parts.flatMap((part) => (part?.kind === 'judged' ? [part.champion.rolling] : []));
    // Without all its parts a sum would be too small: it is then forecast on its own.
    if (rollings.length < parts.length) judgeAt(at);
    else {
      const model = series.leaves.every((leaf) => reconciled.has(leaf)) ? RECONCILED : BOTTOM_UP;
      judgeAt(at, [{ model, rolling: sumOf(rollings) }]);
    }
  });
  return request.series.map((series, at) => {
    const failures = [...(answers[at]?.failures ?? []), ...(series.given?.failures ?? [])];
    return outcomeAlone(verdicts.get(at), series, failures, request.shape);
  });
}

/** `arps@1` is version 1 of `arps`. */
const nameOf = (model: string): string => model.split('@')[0] as string;

/**
 * What goes wrong with one series is an outcome of it. Functions of the module and no closures, like everything that is hot here: what the compiler made of a closure goes
 * with the last of its kind, and it would be compiled anew for every batch.
 */
function judgeAlone(...asked: Parameters<typeof judge>): Verdict | NoVerdict {
  try {
    return judge(...asked);
  } catch (error) {
    return failureOf(error);
  }
}

function outcomeAlone(...asked: Parameters<typeof outcomeOf>): SeriesOutcome {
  try {
    return outcomeOf(...asked);
  } catch (error) {
    return failureOf(error);
  }
}

const failureOf = (error: unknown): NoVerdict => ({
  kind: 'failed',
  reason: error instanceof Error ? error.message : String(error),
});

function outcomeOf(
  verdict: Verdict | NoVerdict | undefined,
  { values, nonNegative, decomposed, limits = [] }: BatchSeries,
  failures: readonly string[],
  shape: BatchShape,
): SeriesOutcome {
  if (!verdict) return { kind: 'failed', reason: 'the series was not judged' };
  if (verdict.kind === 'failed') return { ...verdict, reason: [verdict.reason, ...failures].join('; ') };
  const { champion, baseline, shown, scores } = verdict;
  return {
    kind: 'forecast',
    champion: forecastOf(champion),
    baseline: baseline && forecastOf(baseline),
    shown: shown.map(forecastOf),
    scores,
    decomposition: decomposed ? decompositionOf(champion.rolling, values, shape) : undefined,
    watches: limits.length === 0 ? [] : watchLimits(champion, { values, nonNegative, limits }, shape),
    failures,
  };
}

/** Cycles of a history that are kept apart: a year of days, almost two months of hours. */
const DECOMPOSED_CYCLES = 52;

function decompositionOf(rolling: RollingForecast, values: Float64Array, shape: BatchShape): HistoryParts | undefined {
  const actual = values.subarray(values.length - rolling.cycles * shape.cycleSteps);
  const whole = decompose({ rolling, actual, ...shape });
  if (!whole) return undefined;
  const newest = (part: Float64Array): Float64Array => part.slice(-DECOMPOSED_CYCLES * shape.cycleSteps);
  return { trend: newest(whole.trend), season: newest(whole.season), remainder: newest(whole.remainder) };
}

const forecastOf = ({ model, mean, intervals, score }: JudgedForecast): SeriesForecast => ({
  model,
  mean,
  quantiles: intervals.quantiles,
  calibrated: intervals.calibrated,
  origins: intervals.origins,
  score,
});
