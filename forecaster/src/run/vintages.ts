import {
  INTERVALS,
  nsFromMs,
  QUANTILES,
  seriesOf,
  signalId,
  type ReadingBatch,
  type Series,
} from '@wellhead/contracts';
import type { DecompositionToSave, ForecastToSave } from '@wellhead/stores';
import type { HistoryParts } from '../domain/decompose.js';
import type { SeriesForecast } from '../workers/forecast-batch.js';
import type { PlannedForecast } from './plan-batches.js';

const QUANTILE_NAMES = QUANTILES.map(String);

/** The published form of a worker's forecast. */
export function vintageOf(planned: PlannedForecast, made: SeriesForecast, runId: string): ForecastToSave {
  const { asset, measurement, field, intervalMs } = planned.signal;
  return {
    asset,
    measurement,
    field,
    model: made.model,
    issuedAtMs: planned.asOfMs,
    cutoffMs: planned.cutoffMs,
    stepMs: intervalMs,
    mean: made.mean,
    quantiles: Object.fromEntries(QUANTILE_NAMES.map((name, at) => [name, made.quantiles[at] ?? []])),
    calibrated: made.calibrated,
    origins: made.origins,
    runId,
  };
}

/** The published form of a history that was taken apart. */
export function historyOf(
  { signal, asOfMs, cutoffMs }: PlannedForecast,
  model: string,
  parts: HistoryParts,
  runId: string,
): DecompositionToSave {
  const { asset, measurement, field, intervalMs } = signal;
  return {
    asset,
    measurement,
    field,
    model,
    issuedAtMs: asOfMs,
    cutoffMs,
    stepMs: intervalMs,
    ...parts,
    runId,
  };
}

/** Measurement of the copy that other people's tools read. */
export const FORECAST_MEASUREMENT = 'wellhead_forecast';
export const FORECAST_FIELDS = [
  { measurement: FORECAST_MEASUREMENT, field: 'value', type: 'float' },
  { measurement: FORECAST_MEASUREMENT, field: 'issued_at', type: 'integer' },
  { measurement: FORECAST_MEASUREMENT, field: 'uncalibrated_issued_at', type: 'integer' },
] as const;

/** 0.025 → `p2.5`, 0.5 → `p50`. */
const QUANTILE_TAGS = new Map<number, string>(
  QUANTILES.map((quantile) => [quantile, `p${Number((quantile * 100).toFixed(3))}`]),
);

/** The quantile whose series also says when: it is copied of every forecast. Beside each of them it would be as many series again, and series cost more than rows. */
const MEDIAN = 0.5;

/** Interval levels of a signal that are copied, with the median; undefined = all. */
export type CopiedLevels = readonly number[] | undefined;

const copiedQuantiles = (levels: CopiedLevels): readonly number[] =>
  levels === undefined
    ? QUANTILES
    : QUANTILES.filter(
        (quantile) =>
          quantile === MEDIAN ||
          INTERVALS.some(
            ({ level, lower, upper }) => levels.includes(level) && (lower === quantile || upper === quantile),
          ),
      );

/**
 * The copy in telemetry: tags asset, signal, model, quantile; field `value`, and of the median `issued_at` (ms) too, which holds for all quantiles of that time. Telemetry holds one
 * value a time, so of several vintages the newest that covers a time stays; all of them are in `ops.forecasts`. Where the interval is uncalibrated the median has
 * `uncalibrated_issued_at` as well: the interval of a time is uncalibrated where it equals `issued_at`. A time and no flag, since a flag of an earlier vintage would stay
 * beside a later one that is calibrated, and to write it of all would cost each signal a series more.
 */
export function telemetryCopy(
  published: readonly ForecastToSave[],
  levelsOf: (forecast: ForecastToSave) => CopiedLevels = () => undefined,
): ReadingBatch {
  const wanted = published.map((forecast) => copiedQuantiles(levelsOf(forecast)));
  const stepsOf = newestSteps(published);
  const fieldsOf = (at: number): readonly string[] =>
    published[at]?.calibrated === false ? ['issued_at', 'uncalibrated_issued_at'] : ['issued_at'];
  const length = stepsOf.reduce(
    (sum, steps, at) => sum + steps.length * ((wanted[at]?.length ?? 0) + fieldsOf(at).length),
    0,
  );
  const series: Series[] = [];
  const seriesIndex = new Uint32Array(length);
  const timeNs = new BigInt64Array(length);
  const numbers = new Float64Array(length);
  const integers = new BigInt64Array(length);
  let row = 0;
  for (const [at, forecast] of published.entries()) {
    const steps = stepsOf[at] as readonly number[];
    if (steps.length === 0) continue;
    const { asset, measurement, field, model, quantiles } = forecast;
    const timesNs = BigInt64Array.from(steps, (step) => nsFromMs(timeOf(forecast, step)));
    const issuedAt = BigInt(forecast.issuedAtMs);
    const signal = `${measurement}.${field}`;
    for (const quantile of wanted[at] as readonly number[]) {
      const tags = { asset, signal, model, quantile: QUANTILE_TAGS.get(quantile) as string };
      const values = quantiles[String(quantile)] as ArrayLike<number>;
      seriesIndex.fill(
        series.push(seriesOf(FORECAST_MEASUREMENT, tags, 'value', 'float')) - 1,
        row,
        row + steps.length,
      );
      timeNs.set(timesNs, row);
      steps.forEach((step, place) => (numbers[row + place] = values[step] as number));
      row += steps.length;
      if (quantile !== MEDIAN) continue;
      for (const field of fieldsOf(at)) {
        const issued = series.push(seriesOf(FORECAST_MEASUREMENT, tags, field, 'integer')) - 1;
        seriesIndex.fill(issued, row, row + steps.length);
        timeNs.set(timesNs, row);
        integers.fill(issuedAt, row, row + steps.length);
        row += steps.length;
      }
    }
  }
  return { series, length, seriesIndex, timeNs, numbers, integers, strings: undefined };
}

/** Of each forecast the steps that no newer one of its signal covers. */
function newestSteps(published: readonly ForecastToSave[]): readonly (readonly number[])[] {
  const bySignal = new Map<string, number[]>();
  published.forEach((forecast, at) => {
    const known = bySignal.get(signalId(forecast));
    if (known) known.push(at);
    else bySignal.set(signalId(forecast), [at]);
  });
  const stepsOf: (readonly number[])[] = published.map(({ mean }) => Array.from(mean, (_, step) => step));
  for (const vintages of bySignal.values()) {
    if (vintages.length === 1) continue;
    const newest = new Map<number, number>();
    for (const at of vintages) {
      const forecast = published[at] as ForecastToSave;
      for (let step = 0; step < forecast.mean.length; step += 1) {
        const timeMs = timeOf(forecast, step);
        const known = newest.get(timeMs);
        if (known === undefined || (published[known] as ForecastToSave).issuedAtMs <= forecast.issuedAtMs)
          newest.set(timeMs, at);
      }
    }
    for (const at of vintages)
      stepsOf[at] = (stepsOf[at] as readonly number[]).filter(
        (step) => newest.get(timeOf(published[at] as ForecastToSave, step)) === at,
      );
  }
  return stepsOf;
}

const timeOf = ({ cutoffMs, stepMs }: ForecastToSave, step: number): number => cutoffMs + (step + 1) * stepMs;
