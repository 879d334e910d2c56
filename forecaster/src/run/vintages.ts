import {
  batchOf,
  INTERVALS,
  nsFromMs,
  QUANTILES,
  seriesOf,
  signalId,
  type Decomposition,
  type Forecast,
  type Reading,
  type ReadingBatch,
} from '@wellhead/contracts';
import type { HistoryParts } from '../domain/decompose.js';
import type { SeriesForecast } from '../workers/forecast-batch.js';
import type { PlannedForecast } from './plan-batches.js';

/** The published form of a worker's forecast. */
export function vintageOf(planned: PlannedForecast, made: SeriesForecast, runId: string): Forecast {
  const { asset, measurement, field, intervalMs } = planned.signal;
  return {
    asset,
    measurement,
    field,
    model: made.model,
    issuedAtMs: planned.asOfMs,
    cutoffMs: planned.cutoffMs,
    stepMs: intervalMs,
    mean: Array.from(made.mean),
    quantiles: Object.fromEntries(
      QUANTILES.map((quantile, at) => [String(quantile), Array.from(made.quantiles[at] ?? [])]),
    ),
    calibrated: made.calibrated,
    origins: made.origins,
    runId,
  };
}

/** The published form of a history that was taken apart. */
export function historyOf(
  { signal, asOfMs, cutoffMs }: PlannedForecast,
  model: string,
  { trend, season, remainder }: HistoryParts,
  runId: string,
): Decomposition {
  const { asset, measurement, field, intervalMs } = signal;
  return {
    asset,
    measurement,
    field,
    model,
    issuedAtMs: asOfMs,
    cutoffMs,
    stepMs: intervalMs,
    trend: Array.from(trend),
    season: Array.from(season),
    remainder: Array.from(remainder, (value) => (Number.isNaN(value) ? null : value)),
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
const quantileTag = (quantile: number): string => `p${Number((quantile * 100).toFixed(3))}`;

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
  published: readonly Forecast[],
  levelsOf: (forecast: Forecast) => CopiedLevels = () => undefined,
): ReadingBatch {
  const newest = new Map<string, Forecast>();
  for (const forecast of published)
    for (let step = 0; step < forecast.mean.length; step += 1) {
      const key = `${signalId(forecast)} ${timeOf(forecast, step)}`;
      const known = newest.get(key);
      if (!known || known.issuedAtMs <= forecast.issuedAtMs) newest.set(key, forecast);
    }
  const readings: Reading[] = [];
  for (const forecast of new Set(newest.values())) {
    const { asset, measurement, field, model, quantiles } = forecast;
    const issuedAt = BigInt(forecast.issuedAtMs);
    for (const quantile of copiedQuantiles(levelsOf(forecast))) {
      const tags = { asset, signal: `${measurement}.${field}`, model, quantile: quantileTag(quantile) };
      const value = seriesOf(FORECAST_MEASUREMENT, tags, 'value', 'float');
      const issued = seriesOf(FORECAST_MEASUREMENT, tags, 'issued_at', 'integer');
      quantiles[String(quantile)]?.forEach((number, step) => {
        const timeMs = timeOf(forecast, step);
        if (newest.get(`${signalId(forecast)} ${timeMs}`) !== forecast) return;
        const timeNs = nsFromMs(timeMs);
        readings.push({ series: value, timeNs, value: number }, { series: issued, timeNs, value: issuedAt });
      });
    }
  }
  return batchOf(readings);
}

const timeOf = ({ cutoffMs, stepMs }: Forecast, step: number): number => cutoffMs + (step + 1) * stepMs;
