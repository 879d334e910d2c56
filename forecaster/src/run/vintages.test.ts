import { forecastSchema, QUANTILES } from '@wellhead/contracts';
import { expect, it } from 'vitest';
import { telemetryCopy } from './vintages.js';

it('copies the quantiles of the interval levels that are asked for, and the median', () => {
  const forecast = forecastSchema.parse({
    asset: 'pump',
    measurement: 'esp',
    field: 'current',
    model: 'theta@1',
    issuedAtMs: 10,
    cutoffMs: 5,
    stepMs: 5,
    mean: [1],
    quantiles: Object.fromEntries(QUANTILES.map((quantile) => [String(quantile), [quantile]])),
    calibrated: true,
    origins: 104,
    runId: 'r',
  });
  const copied = (levels?: readonly number[]) => [
    ...new Set(telemetryCopy([forecast], () => levels).series.map(({ tags }) => tags['quantile'])),
  ];
  expect(copied([0.8])).toEqual(['p10', 'p50', 'p90']);
  expect(copied()).toHaveLength(QUANTILES.length);
});
