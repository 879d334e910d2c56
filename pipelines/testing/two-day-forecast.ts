import { type Forecast, QUANTILES } from '@wellhead/contracts';

/** A forecast of the two days after `cutoffDay`, issued at its end: sales of the shop, all quantiles at the mean. */
export const twoDayForecast = (cutoffDay: string, mean: number, more: Partial<Forecast> = {}): Forecast => ({
  asset: 'superstore',
  measurement: 'sales',
  field: 'amount',
  model: 'holt-winters@2',
  issuedAtMs: Date.parse(`${cutoffDay}T23:59:59.999Z`),
  cutoffMs: Date.parse(`${cutoffDay}T00:00:00Z`),
  stepMs: 86_400_000,
  mean: [mean, mean],
  quantiles: Object.fromEntries(QUANTILES.map((quantile) => [String(quantile), [mean, mean]])),
  calibrated: true,
  origins: 104,
  runId: 'test',
  ...more,
});
