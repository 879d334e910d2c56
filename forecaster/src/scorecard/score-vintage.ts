import { INTERVALS, QUANTILES, type Forecast, type Signal, type VintageScore } from '@wellhead/contracts';
import { naiveError, pinballLoss } from '../domain/accuracy.js';
import { cycleStepsOf } from '../domain/cycles.js';
import { countBefore, onGrid, type SignalReadings } from '../domain/window.js';

/** Cycles before the cutoff that the yardstick of MASE is taken from: half a year of daily data. */
const YARDSTICK_CYCLES = 26;
/** A reading that is so many steps late counts as missing, as data older than three intervals is stale. */
const LATE_STEPS = 3;

/** Steps before the cutoff that judging a vintage looks at. */
export const historySteps = (seasonSteps: number): number => YARDSTICK_CYCLES * cycleStepsOf(seasonSteps);

const NOTHING: SignalReadings = { timesMs: new Float64Array(), values: new Float64Array() };

/**
 * Judges a vintage by the readings up to `nowMs`: each step by the mean of the readings nearest to it. Steps without a reading are
 * left out. The interval score of a level 1 − α is the width of the interval and 2/α of what the reading lies outside (Gneiting & Raftery
 * 2007, doi:10.1198/016214506000001437).
 */
export function scoreVintage(
  vintage: Forecast,
  { seasonSteps }: Pick<Signal, 'seasonSteps'>,
  readings: SignalReadings = NOTHING,
  nowMs: number,
): VintageScore {
  const { cutoffMs, stepMs, mean, quantiles } = vintage;
  const horizon = mean.length;
  const history = historySteps(seasonSteps);
  const endMs = cutoffMs + horizon * stepMs;
  // Up to half a step after the last one; what comes later is none of its business.
  const count = countBefore(readings.timesMs, Math.min(nowMs + 1, endMs + stepMs / 2));
  const { values } = onGrid(readings, { intervalMs: stepMs, endMs, steps: history + horizon, count });
  const before = values.subarray(0, history);
  const paths = QUANTILES.map((quantile) => quantiles[String(quantile)] ?? []);
  const sums = { n: 0, absoluteError: 0, error: 0, actual: 0, pinball: 0, naive: 0 };
  const hits = INTERVALS.map(() => 0);
  const intervalScores = INTERVALS.map(() => 0);
  let firstError: number | null = null;
  let firstHit80: boolean | null = null;
  for (let step = 0; step < horizon; step += 1) {
    const came = values[history + step] as number;
    if (Number.isNaN(came) || cutoffMs + (step + 1) * stepMs > nowMs) continue;
    const error = (mean[step] as number) - came;
    sums.n += 1;
    sums.error += error;
    sums.absoluteError += Math.abs(error);
    sums.actual += Math.abs(came);
    sums.naive += Math.abs(naiveForecast(before, seasonSteps, step) - came);
    sums.pinball +=
      QUANTILES.reduce((loss, quantile, at) => loss + pinballLoss(quantile, paths[at]?.[step] ?? Number.NaN, came), 0) /
      QUANTILES.length;
    INTERVALS.forEach(({ level, lower, upper }, at) => {
      const low = paths[QUANTILES.indexOf(lower)]?.[step] ?? Number.NaN;
      const high = paths[QUANTILES.indexOf(upper)]?.[step] ?? Number.NaN;
      const held = came >= low && came <= high;
      const outside = Math.max(low - came, came - high, 0);
      hits[at] = (hits[at] as number) + (held ? 1 : 0);
      intervalScores[at] = (intervalScores[at] as number) + high - low + (2 / (1 - level)) * outside;
      if (step === 0 && level === 0.8) firstHit80 = held;
    });
    if (step === 0) firstError = error;
  }
  const { naive, ...kept } = sums;
  const scale = naiveError(before, seasonSteps);
  return {
    asset: vintage.asset,
    measurement: vintage.measurement,
    field: vintage.field,
    model: vintage.model,
    issuedAtMs: vintage.issuedAtMs,
    settled: sums.n === horizon || nowMs > endMs + LATE_STEPS * stepMs,
    ...kept,
    scale: scale > 0 ? scale : null,
    naiveAbsoluteError: Number.isNaN(naive) || sums.n === 0 ? null : naive,
    hits,
    intervalScores,
    firstError,
    firstHit80,
  };
}

/** What came a season before the step, or further seasons back where that is missing or not known yet; NaN when nothing did. */
function naiveForecast(before: Float64Array, seasonSteps: number, step: number): number {
  const season = before.length - seasonSteps + (step % seasonSteps);
  for (let at = season; at >= 0; at -= seasonSteps)
    if (!Number.isNaN(before[at] as number)) return before[at] as number;
  return Number.NaN;
}
