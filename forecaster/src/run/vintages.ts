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
] as const;

/** 0.025 → `p2.5`, 0.5 → `p50`. */
const QUANTILE_TAGS = new Map<number, string>(
  QUANTILES.map((quantile) => [quantile, `p${Number((quantile * 100).toFixed(3))}`]),
);

/** Interval levels of a signal that are copied, with the median; undefined = all. */
export type CopiedLevels = readonly number[] | undefined;

const copiedQuantiles = (levels: CopiedLevels): readonly number[] =>
  levels === undefined
    ? QUANTILES
    : QUANTILES.filter(
        (quantile) =>
          quantile === 0.5 ||
          INTERVALS.some(
            ({ level, lower, upper }) => levels.includes(level) && (lower === quantile || upper === quantile),
          ),
      );

/**
 * The copy in telemetry: tags asset, signal, model, quantile; fields `value` and `issued_at` (ms). Telemetry holds one
 * value a time, so of several vintages the newest that covers a time stays; all of them are in `ops.forecasts`.
 */
export function telemetryCopy(
  published: readonly ForecastToSave[],
  levelsOf: (forecast: ForecastToSave) => CopiedLevels = () => undefined,
): ReadingBatch {
  const wanted = published.map((forecast) => copiedQuantiles(levelsOf(forecast)));
  const stepsOf = newestSteps(published);
  const length = stepsOf.reduce((sum, steps, at) => sum + 2 * steps.length * (wanted[at]?.length ?? 0), 0);
  const series: Series[] = [];
  const seriesIndex = new Uint32Array(length);
  const timeNs = new BigInt64Array(length);
  const numbers = new Float64Array(length);
  const integers = new BigInt64Array(length);
  let row = 0;
  published.forEach((forecast, at) => {
    const steps = stepsOf[at] as readonly number[];
    if (steps.length === 0) return;
    const { asset, measurement, field, model, quantiles } = forecast;
    const timesNs = steps.map((step) => nsFromMs(timeOf(forecast, step)));
    const issuedAt = BigInt(forecast.issuedAtMs);
    for (const quantile of wanted[at] as readonly number[]) {
      const tags = { asset, signal: `${measurement}.${field}`, model, quantile: QUANTILE_TAGS.get(quantile) as string };
      const value = series.push(seriesOf(FORECAST_MEASUREMENT, tags, 'value', 'float')) - 1;
      const issued = series.push(seriesOf(FORECAST_MEASUREMENT, tags, 'issued_at', 'integer')) - 1;
      const values = quantiles[String(quantile)] as ArrayLike<number>;
      steps.forEach((step, place) => {
        seriesIndex[row] = value;
        timeNs[row] = timesNs[place] as bigint;
        numbers[row] = values[step] as number;
        row += 1;
        seriesIndex[row] = issued;
        timeNs[row] = timesNs[place] as bigint;
        integers[row] = issuedAt;
        row += 1;
      });
    }
  });
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
