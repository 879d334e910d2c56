import type { Score } from '@wellhead/contracts';
import { maseOf, naiveError, pointErrors, type PointErrors } from './accuracy.js';
import { COMBINATION, combine } from './combination.js';
import { calibrate, type Intervals } from './calibrate.js';
import { isIntermittent } from './intermittent.js';
import { copyOf } from './numbers.js';
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
  const { contenders } = contest;
  const best = contenders.find(isOfFamily) ?? bestOf(contenders);
  const naive = naiveError(contest.actual, series.seasonSteps);
  const champion = withIntervals(best, naive, contest, series);
  const beaten = contenders.find((one) => one.model === BASELINE && one !== best);
  const baseline = beaten && withIntervals(beaten, naive, contest, series);
  const shown: JudgedForecast[] = [];
  const others: Score[] = [];
  for (const one of contenders) {
    if (one === best || one === beaten) continue;
    if (series.shown?.includes(one.model)) shown.push(withIntervals(one, naive, contest, series));
    else others.push(scoreOf(one, naive, { pinball: null, coverage: {} }));
  }
  const scores = [champion.score];
  if (baseline) scores.push(baseline.score);
  for (const { score } of shown) scores.push(score);
  for (const score of others) scores.push(score);
  return { kind: 'judged', champion, baseline, shown, scores };
}

interface Contest {
  readonly kind: 'contest';
  readonly contenders: readonly Contender[];
  readonly actual: Float64Array;
  readonly intermittent: boolean;
}

/** Objects are written out and loops by hand: this is done for every series, and a copy by its keys or a closure costs more than the numbers of a short one. */
function contend(candidates: readonly Candidate[], series: JudgedSeries): Contest | NoVerdict {
  const usable = candidates.filter(({ rolling }) => isFinite(rolling.values));
  let cycles = Number.POSITIVE_INFINITY;
  for (const { rolling } of usable) cycles = Math.min(cycles, rolling.cycles);
  const actual = series.values.subarray(series.values.length - cycles * series.cycleSteps);
  const published: Candidate[] = [];
  const combinable: Candidate[] = [];
  for (const candidate of usable) {
    const { model } = candidate;
    const newest = lastCycles(candidate.rolling, cycles);
    // The baseline is shown as what it says it is, and a sum is the sum of its parts.
    const asIs = model === BASELINE || isOfFamily(candidate);
    const expected = asIs || !series.addsUp ? newest : unbiased(newest, actual, series.cycleSteps);
    const one: Candidate = { model, rolling: series.nonNegative ? cutAtZero(expected) : expected };
    published.push(one);
    if (!asIs) combinable.push(one);
  }
  // Where most days have no demand, the smallest absolute error is that of a forecast of zero.
  const intermittent = series.nonNegative && isIntermittent(series.values, series.seasonSteps);
  const combined = combine(combinable, series.values, series.cycleSteps, intermittent ? 'squared' : 'absolute');
  if (combined) published.push(combined);
  let fromOrigin = 0;
  for (const { rolling } of published) fromOrigin = Math.max(fromOrigin, rolling.firstOrigin);
  const contenders: Contender[] = [];
  for (const { model, rolling } of published) {
    const errors = pointErrors(rolling, actual, series.cycleSteps, fromOrigin);
    if (errors.n === 0) continue;
    const error = intermittent ? errors.rootMeanSquare : errors.meanAbsolute;
    contenders.push({ model, rolling, errors, error, origins: Math.max(0, cycles - 1 - fromOrigin) });
  }
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
  naive: number,
  { actual, intermittent }: Contest,
  { cycleSteps, nonNegative }: JudgedSeries,
): JudgedForecast {
  const { model, rolling, errors } = contender;
  // “As a week ago” is zero on most days of such a signal, and a ratio to zero is none.
  const ratios = intermittent && model !== BASELINE;
  const intervals = calibrate({ rolling, actual, cycleSteps, nonNegative, ratios });
  if (!intervals) throw new Error(`${model} met ${errors.n} outcomes, yet has no residuals`);
  const { pinball = null, coverage } = intervals;
  const mean = copyOf(newestOf(rolling));
  return { model, mean, intervals, rolling, score: scoreOf(contender, naive, { pinball, coverage }) };
}

const scoreOf = (
  { model, errors, origins }: Contender,
  naive: number,
  { pinball, coverage }: Pick<Score, 'pinball' | 'coverage'>,
): Score => ({ model, mase: maseOf(errors.meanAbsolute, naive), wape: errors.wape, origins, pinball, coverage });
