import { batchScratch, modelScratch } from '../../domain/scratch.js';
import { withValues, type RollingForecast } from '../../domain/rolling.js';

/** Series as logarithms, those with a value that has none as they are; `multiplies` says which are logarithms. */
export function logsOf(series: readonly Float64Array[]): {
  readonly series: readonly Float64Array[];
  readonly multiplies: readonly boolean[];
} {
  const multiplies = series.map(hasLogarithms);
  return { series: series.map((values, at) => (multiplies[at] ? logarithms(values) : values)), multiplies };
}

function hasLogarithms(values: Float64Array): boolean {
  for (let step = 0; step < values.length; step += 1) if ((values[step] as number) <= 0) return false;
  return true;
}

function logarithms(values: Float64Array): Float64Array {
  const logs = modelScratch.numbers(values.length);
  for (let step = 0; step < logs.length; step += 1) logs[step] = Math.log(values[step] as number);
  return logs;
}

/** Beyond the values seen, by this factor, a forecast of logarithms is a runaway, not a forecast. */
const FARTHEST = 10;

/** Forecasts of logarithms as forecasts of the series. */
export function unlogged(rolling: RollingForecast, series: Float64Array): RollingForecast {
  let smallest = Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let step = 0; step < series.length; step += 1) {
    const value = series[step] as number;
    if (value < smallest) smallest = value;
    if (value > largest) largest = value;
  }
  // An empty series has no extremes; its forecasts are logarithms of nothing.
  if (largest === 0) return rolling;
  const [low, high] = [smallest / FARTHEST, largest * FARTHEST];
  const values = batchScratch.numbers(rolling.values.length);
  for (let at = 0; at < values.length; at += 1)
    values[at] = Math.min(Math.max(Math.exp(rolling.values[at] as number), low), high);
  return withValues(rolling, values);
}
