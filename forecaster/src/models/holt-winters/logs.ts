import type { RollingForecast } from '../../domain/rolling.js';

/** Series as logarithms, those with a value that has none as they are; `multiplies` says which are logarithms. */
export function logsOf(series: readonly Float64Array[]): {
  readonly series: readonly Float64Array[];
  readonly multiplies: readonly boolean[];
} {
  const multiplies = series.map((values) => values.every((value) => Number.isNaN(value) || value > 0));
  return { series: series.map((values, at) => (multiplies[at] ? values.map(Math.log) : values)), multiplies };
}

/** Beyond the values seen, by this factor, a forecast of logarithms is a runaway, not a forecast. */
const FARTHEST = 10;

/** Forecasts of logarithms as forecasts of the series. */
export function unlogged(rolling: RollingForecast, series: Float64Array): RollingForecast {
  let smallest = Number.POSITIVE_INFINITY;
  let largest = 0;
  for (const value of series) {
    if (value < smallest) smallest = value;
    if (value > largest) largest = value;
  }
  // An empty series has no extremes; its forecasts are logarithms of nothing.
  if (largest === 0) return rolling;
  const values = rolling.values.map((value) =>
    Math.min(Math.max(Math.exp(value), smallest / FARTHEST), largest * FARTHEST),
  );
  return { ...rolling, values };
}
