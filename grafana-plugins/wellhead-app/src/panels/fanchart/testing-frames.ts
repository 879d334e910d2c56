import type { BreachFrameMeta, ForecastFrameMeta, LimitFrameMeta } from '@wellhead/contracts';
import type { ChartFrame } from './picture-model.js';

/** Frames as the data source returns them, for tests. Times in ms. */

export const DAY = 86_400_000;
export const START = Date.UTC(2026, 0, 1);
const LABELS = { asset: 'total', signal: 'sales.amount' };

export function historyFrame(values: readonly (number | null)[], limits: readonly LimitFrameMeta[] = []): ChartFrame {
  return {
    name: 'total sales.amount',
    meta: { custom: { limits } },
    fields: [
      { name: 'time', type: 'time', values: values.map((_, day) => START + day * DAY) },
      { name: 'value', type: 'number', labels: LABELS, values },
    ],
  };
}

/** Anomalies by day: what came, where 100 was expected. */
export const anomalyFrame = (values: Readonly<Record<number, number>>): ChartFrame => ({
  name: 'total sales.amount: anomalies',
  meta: { custom: { anomalies: LABELS } },
  fields: [
    { name: 'time', type: 'time', values: Object.keys(values).map((day) => START + Number(day) * DAY) },
    { name: 'value', type: 'number', labels: LABELS, values: Object.values(values) },
    { name: 'expected', type: 'number', labels: LABELS, values: Object.values(values).map(() => 100) },
    { name: 'z', type: 'number', labels: LABELS, values: Object.values(values).map((value) => (value - 100) / 5) },
    { name: 'cusum', type: 'number', labels: LABELS, values: Object.values(values).map(() => 3) },
  ],
});

/** One frame a quantile; `at(step)` is the median, the other quantiles lie around it. */
export function forecastFrames(
  cutoffDay: number,
  steps: number,
  meta: Partial<ForecastFrameMeta> = {},
  quantiles: readonly number[] = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975],
  breaches: readonly BreachFrameMeta[] = [],
): ChartFrame[] {
  const cutoffMs = START + cutoffDay * DAY;
  const forecast = {
    ...LABELS,
    model: 'holt-winters@2',
    issuedAtMs: cutoffMs + 36e5,
    cutoffMs,
    stepMs: DAY,
    calibrated: true,
    origins: 120,
    stale: false,
    ...meta,
  };
  return quantiles.map((quantile) => ({
    name: `p${quantile * 100}`,
    meta: { custom: { forecast, breaches } },
    fields: [
      { name: 'time', type: 'time', values: Array.from({ length: steps }, (_, step) => cutoffMs + (step + 1) * DAY) },
      {
        name: 'value',
        type: 'number',
        labels: { ...LABELS, quantile: String(quantile) },
        values: Array.from({ length: steps }, () => 100 + (quantile - 0.5) * 40),
      },
    ],
  }));
}
