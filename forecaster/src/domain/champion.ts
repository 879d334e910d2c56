import type { Score } from '@wellhead/contracts';
import { maseOf, naiveError, pointErrors } from './accuracy.js';
import { calibrate, type Intervals } from './calibrate.js';
import { cutAtZero, lastCycles, newestOf, type RollingForecast } from './rolling.js';

export const BASELINE = 'seasonal-naive@1';
/** The model of a signal that is a sum: the sum of its parts' champions. */
export const BOTTOM_UP = 'bottom-up@1';

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
  readonly others: readonly JudgedForecast[];
}

/** No candidate has numbers, or none met an outcome yet. */
export interface NoVerdict {
  readonly kind: 'failed';
  readonly reason: string;
}

/**
 * Scores every candidate and names the champion: the sum of the parts where there is one (parts must add up); else the
 * model with the smallest mean absolute error over the same rolling origins, the baseline unless it is beaten.
 */
export function judge(candidates: readonly Candidate[], series: JudgedSeries): Verdict | NoVerdict {
  const judged: { readonly forecast: JudgedForecast; readonly error: number }[] = [];
  const usable = candidates.filter(({ rolling }) => rolling.values.every(Number.isFinite));
  const cycles = Math.min(...usable.map(({ rolling }) => rolling.cycles));
  const published = usable.map(({ model, rolling }) => ({
    model,
    rolling: lastCycles(series.nonNegative ? cutAtZero(rolling) : rolling, cycles),
  }));
  const fromOrigin = Math.max(...published.map(({ rolling }) => rolling.firstOrigin));
  for (const { model, rolling } of published) {
    const forecast = judgeOne(model, rolling, fromOrigin, series);
    if (forecast) judged.push(forecast);
  }
  const [first] = judged;
  if (!first)
    return {
      kind: 'failed',
      reason:
        usable.length === 0
          ? `no model gave finite numbers (${candidates.map(({ model }) => model).join(', ')})`
          : 'no past forecast could be compared with a reading: the newest cycles are empty',
    };
  const best =
    judged.find(({ forecast }) => forecast.model === BOTTOM_UP) ??
    judged.reduce((leader, next) => (beats(next, leader) ? next : leader), first);
  return {
    kind: 'judged',
    champion: best.forecast,
    others: judged.filter((one) => one !== best).map(({ forecast }) => forecast),
  };
}

interface Contender {
  readonly forecast: JudgedForecast;
  readonly error: number;
}

const beats = (one: Contender, other: Contender): boolean =>
  one.error < other.error || (one.error === other.error && one.forecast.model === BASELINE);

function judgeOne(
  model: string,
  rolling: RollingForecast,
  fromOrigin: number,
  series: JudgedSeries,
): Contender | undefined {
  const { cycleSteps, seasonSteps, nonNegative } = series;
  const actual = series.values.subarray(series.values.length - rolling.cycles * cycleSteps);
  const intervals = calibrate({ rolling, actual, cycleSteps, nonNegative });
  if (!intervals) return undefined;
  const errors = pointErrors(rolling, actual, cycleSteps, fromOrigin);
  const score: Score = {
    model,
    mase: maseOf(errors.meanAbsolute, naiveError(actual, seasonSteps)),
    wape: errors.wape,
    // Before there is an interval to judge, all quantiles lie on the mean: their mean loss is half the absolute error.
    pinball: intervals.pinball ?? errors.meanAbsolute / 2,
    origins: Math.max(0, rolling.cycles - 1 - fromOrigin),
    coverage: { ...intervals.coverage },
  };
  const mean = Float64Array.from(newestOf(rolling));
  return { forecast: { model, mean, intervals, score, rolling }, error: errors.meanAbsolute };
}
