import { forecastSchema, QUANTILES, type Series } from '@wellhead/contracts';
import { expect, it } from 'vitest';
import { telemetryCopy } from './vintages.js';

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

it('copies the quantiles of the interval levels that are asked for, and the median', () => {
  const copied = (levels?: readonly number[]) => [
    ...new Set(telemetryCopy([forecast], () => levels).series.map(({ tags }) => tags['quantile'])),
  ];
  expect(copied([0.8])).toEqual(['p10', 'p50', 'p90']);
  expect(copied()).toHaveLength(QUANTILES.length);
});

it('marks what is uncalibrated by the time it was issued at, so that no mark outlives its vintage', () => {
  const of = (published: readonly (typeof forecast)[]) =>
    Object.fromEntries(
      rowsOf(published).flatMap(([name, , value]) => (name.includes('issued_at') ? [[name, value] as const] : [])),
    );
  expect(of([forecast])).toEqual({ 'p50 issued_at': 10 });
  const young = { ...forecast, calibrated: false, origins: 12 };
  expect(of([young])).toEqual({ 'p50 issued_at': 10, 'p50 uncalibrated_issued_at': 10 });
});

/** What is written: quantile and field, ms, value. */
function rowsOf(published: readonly (typeof forecast)[]): readonly (readonly [string, number, number | undefined])[] {
  const { series, length, seriesIndex, timeNs, numbers, integers } = telemetryCopy(published);
  return Array.from({ length }, (_, row) => {
    const { tags, field } = series[seriesIndex[row] as number] as Series;
    const value = field === 'value' ? numbers?.[row] : Number(integers?.[row]);
    return [`${tags['quantile']} ${field}`, Number((timeNs[row] as bigint) / 1_000_000n), value] as const;
  });
}

it('says with the median when a forecast was issued, and copies of several vintages the newest that covers a time', () => {
  const [steps, stepMs] = [[0, 1, 2], 1_000];
  const vintage = (issuedAtMs: number): typeof forecast => ({
    ...forecast,
    issuedAtMs,
    cutoffMs: issuedAtMs,
    stepMs,
    mean: steps,
    quantiles: Object.fromEntries(
      QUANTILES.map((quantile) => [String(quantile), steps.map((step) => issuedAtMs + step)]),
    ),
  });
  const rows = rowsOf([vintage(5_000), vintage(6_000)]);
  const of = (name: string) => rows.filter(([own]) => own === name).map(([, timeMs, value]) => [timeMs, value]);
  const values = [
    [6_000, 5_000],
    [7_000, 6_000],
    [8_000, 6_001],
    [9_000, 6_002],
  ];
  for (const quantile of ['p2.5', 'p50', 'p97.5']) expect(of(`${quantile} value`)).toEqual(values);
  expect(of('p50 issued_at')).toEqual(values.map(([timeMs]) => [timeMs, timeMs === 6_000 ? 5_000 : 6_000]));
  expect(rows).toHaveLength((QUANTILES.length + 1) * 4);
});
