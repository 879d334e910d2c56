import type { Score } from '@wellhead/contracts';
import { maseOf, naiveError, pointErrors, type PointErrors } from './accuracy.js';
import { COMBINATION, combine } from './combination.js';
import { calibrate, type Intervals } from './calibrate.js';
import { isIntermittent } from './intermittent.js';
import { cutAtZero, isFinite, lastCycles, newestOf, type RollingForecast } from './rolling.js';
import { unbiased } from './unbiased.js';

export const BASELINE = 'seasonal-naive@1';
/** The model of a signal that is a sum: the sum of its parts' champions. */
export const BOTTOM_UP = 'bottom-up@1';
/** The model of every signal of a family whose forecasts were reconciled: parts and sums alike. */
export const RECONCILED = 'mint@1';

const isOfFamily = ({ model }: { readonly model: string }): boolean => model === BOTTOM_UP || model === RECONCILED;

/** What one model says of one series. */
export interface Candidate {
  readonly model: string;
  readonly rolling: RollingForecast;
}

/** The series that the candidates are judged on. */
export interface JudgedSeries {
  /** The window that the models were given. */
  readonly values: Float64Array;
  readonly seasonSteps: number;
  readonly cycleSteps: number;
  readonly nonNegative: boolean;
  /** Its mean is added to others, so it must be an expected value at every step. */
  readonly addsUp: boolean;
  /** Models that are published beside champion and baseline, with their version. */
  readonly shown?: readonly string[];
}

/** One model's forecast of one series, with its intervals and its back-test. */
export interface JudgedForecast {
  readonly model: string;
  readonly mean: Float64Array;
  readonly intervals: Intervals;
  readonly score: Score;
  /** As published, back to the first origin: what sums are made of. */
  readonly rolling: RollingForecast;
}

export interface Verdict {
  readonly kind: 'judged';
  readonly champion: JudgedForecast;
  /** The baseline, to be shown beside the champion; undefined when it is the champion or has no numbers. */
  readonly baseline: JudgedForecast | undefined;
  /** Further candidates that were asked for by name, with intervals; neither champion nor baseline. */
  readonly shown: readonly JudgedForecast[];
  /** Of every candidate, the champion's first. Those of neither champion nor baseline have no intervals, so neither coverage nor pinball loss. */
  readonly scores: readonly Score[];
}

/** No candidate has numbers, or none met an outcome yet. */
export interface NoVerdict {
  readonly kind: 'failed';
  readonly reason: string;
}

/** The forecast of a series on its own: the best of its models over its past origins. Undefined where none can be judged. */
export function ownForecast(candidates: readonly Candidate[], series: JudgedSeries): RollingForecast | undefined {
  const contest = contend(candidates, series);
  return contest.kind === 'failed' ? undefined : bestOf(contest.contenders).rolling;
}

/**
 * Scores every candidate and names the champion: the sum of the parts where there is one (parts must add up); else the
 * model with the smallest mean absolute error (intermittent demand: root mean squared) over the same rolling origins, the baseline unless it is beaten. Intervals are learnt
 * for champion and baseline alone: they cost more than most models.
 */
export function judge(candidates: readonly Candidate[], series: JudgedSeries): Verdict | NoVerdict {
  const contest = contend(candidates, series);
  if (contest.kind === 'failed') return contest;
  const { contenders, actual, intermittent } = contest;
  const best = contenders.find(isOfFamily) ?? bestOf(contenders);
  const naive = naiveError(actual, series.seasonSteps);
  const champion = withIntervals(best, actual, naive, { ...series, intermittent });
  const beaten = contenders.find((one) => one.model === BASELINE && one !== best);
  const baseline = beaten && withIntervals(beaten, actual, naive, { ...series, intermittent });
  const isShown = ({ model }: Contender): boolean => series.shown?.includes(model) ?? false;
  const beside = contenders.filter((one) => one !== best && one !== beaten && isShown(one));
  const shown = beside.map((one) => withIntervals(one, actual, naive, { ...series, intermittent }));
  const others = contenders.filter((one) => one !== best && one !== beaten && !isShown(one));
  return {
    kind: 'judged',
    champion,
    baseline,
    shown,
    scores: [
      champion.score,
      ...[...(baseline ? [baseline] : []), ...shown].map(({ score }) => score),
      ...others.map((one) => scoreOf(one, naive, { pinball: null, coverage: {} })),
    ],
  };
}

interface Contest {
  readonly kind: 'contest';
  readonly contenders: readonly Contender[];
  readonly actual: Float64Array;
  readonly intermittent: boolean;
}

function contend(candidates: readonly Candidate[], series: JudgedSeries): Contest | NoVerdict {
  const usable = candidates.filter(({ rolling }) => isFinite(rolling.values));
  const cycles = Math.min(...usable.map(({ rolling }) => rolling.cycles));
  const actual = series.values.subarray(series.values.length - cycles * series.cycleSteps);
  const published = usable.map(({ model, rolling }) => {
    const newest = lastCycles(rolling, cycles);
    // The baseline is shown as what it says it is, and a sum is the sum of its parts.
    const asIs = !series.addsUp || model === BASELINE || isOfFamily({ model });
    const expected = asIs ? newest : unbiased(newest, actual, series.cycleSteps);
    return { model, rolling: series.nonNegative ? cutAtZero(expected) : expected };
  });
  // Where most days have no demand, the smallest absolute error is that of a forecast of zero.
  const intermittent = series.nonNegative && isIntermittent(series.values, series.seasonSteps);
  const combined = combine(
    published.filter(({ model }) => model !== BASELINE && !isOfFamily({ model })),
    series.values,
    series.cycleSteps,
    intermittent ? 'squared' : 'absolute',
  );
  if (combined) published.push(combined);
  const fromOrigin = Math.max(...published.map(({ rolling }) => rolling.firstOrigin));
  const contenders = published
    .map((candidate): Contender => {
      const errors = pointErrors(candidate.rolling, actual, series.cycleSteps, fromOrigin);
      const error = intermittent ? errors.rootMeanSquare : errors.meanAbsolute;
      return { ...candidate, errors, error, origins: Math.max(0, cycles - 1 - fromOrigin) };
    })
    .filter(({ errors }) => errors.n > 0);
  if (contenders.length === 0)
    return {
      kind: 'failed',
      reason:
        usable.length === 0
          ? `no model gave finite numbers (asked: ${candidates.map(({ model }) => model).join(', ') || 'none'})`
          : 'no past forecast could be compared with a reading: the newest cycles are empty',
    };
  return { kind: 'contest', contenders, actual, intermittent };
}

const bestOf = (contenders: readonly Contender[]): Contender =>
  contenders.reduce((leader, next) => (beats(next, leader) ? next : leader));

interface Contender extends Candidate {
  readonly errors: PointErrors;
  /** What it is compared by. */
  readonly error: number;
  readonly origins: number;
}

/**
 * A single model must beat the combination by this much over the root of the origins: with a handful of them the best of several is
 * mostly the luckiest.
 */
const LUCK = 0.3;

const beats = (one: Contender, other: Contender): boolean =>
  handicapped(one) < handicapped(other) || (one.error === other.error && one.model === BASELINE);

const handicapped = ({ error, model, origins }: Contender): number =>
  model === COMBINATION ? error : error * (1 + LUCK / Math.sqrt(Math.max(1, origins)));

function withIntervals(
  contender: Contender,
  actual: Float64Array,
  naive: number,
  { cycleSteps, nonNegative, intermittent }: JudgedSeries & { readonly intermittent: boolean },
): JudgedForecast {
  const { model, rolling, errors } = contender;
  // “As a week ago” is zero on most days of such a signal, and a ratio to zero is none.
  const ratios = intermittent && model !== BASELINE;
  const intervals = calibrate({ rolling, actual, cycleSteps, nonNegative, ratios });
  if (!intervals) throw new Error(`${model} met ${errors.n} outcomes, yet has no residuals`);
  const judged = { pinball: intervals.pinball ?? null, coverage: { ...intervals.coverage } };
  const mean = newestOf(rolling).slice();
  return { model, mean, intervals, rolling, score: scoreOf(contender, naive, judged) };
}

const scoreOf = (
  { model, errors, origins }: Contender,
  naive: number,
  judged: Pick<Score, 'pinball' | 'coverage'>,
): Score => ({ model, mase: maseOf(errors.meanAbsolute, naive), wape: errors.wape, origins, ...judged });
