import { INTERVALS, QUANTILES, type Quantile } from '@wellhead/contracts';
import type { OurForecast } from './ours.js';
import type { Pair } from './pairs.js';

/** Mean absolute scaled error of point forecasts: each pair's errors over the seasonal naive error of its own window. */
export function maseOf(pairs: readonly Pair[], means: readonly ArrayLike<number>[], seasonSteps: number): number {
  let sum = 0;
  let n = 0;
  pairs.forEach((pair, at) => {
    const scale = naiveError(pair.known, seasonSteps);
    if (scale === 0) return;
    pair.came.forEach((came, step) => {
      sum += Math.abs(came - (means[at]?.[step] ?? Number.NaN)) / scale;
      n += 1;
    });
  });
  return sum / n;
}

function naiveError(known: Float64Array, seasonSteps: number): number {
  let sum = 0;
  for (let step = seasonSteps; step < known.length; step += 1)
    sum += Math.abs((known[step] as number) - (known[step - seasonSteps] as number));
  return sum / (known.length - seasonSteps);
}

/** The published median: what minimises the absolute error that MASE counts, as the mean does the squared one. */
export const medianOf = ({ champion }: OurForecast): Float64Array =>
  champion.quantiles[QUANTILES.indexOf(0.5)] ?? new Float64Array();

/** MASE of what was published over that of the seasonal naive forecast. */
export function ratioToNaive(forecasts: readonly OurForecast[], seasonSteps: number): number {
  const pairs = forecasts.map(({ pair }) => pair);
  const naive = forecasts.map((forecast) => forecast.naive.mean);
  return maseOf(pairs, forecasts.map(medianOf), seasonSteps) / maseOf(pairs, naive, seasonSteps);
}

/** That ratio for each group or series, the largest first. */
export function ratiosBy(
  forecasts: readonly OurForecast[],
  seasonSteps: number,
  keyOf: (pair: Pair) => string,
): readonly { readonly name: string; readonly ratio: number }[] {
  const parts = new Map<string, OurForecast[]>();
  for (const forecast of forecasts) {
    const known = parts.get(keyOf(forecast.pair));
    if (known) known.push(forecast);
    else parts.set(keyOf(forecast.pair), [forecast]);
  }
  return [...parts]
    .map(([name, own]) => ({ name, ratio: ratioToNaive(own, seasonSteps) }))
    .sort((one, other) => other.ratio - one.ratio);
}

/** Outcomes inside each interval, by level in percent. */
export function coverageOf(
  forecasts: readonly OurForecast[],
): Readonly<Record<string, { readonly hit: number; readonly n: number }>> {
  return Object.fromEntries(
    INTERVALS.map(({ level, lower, upper }) => {
      let hit = 0;
      let n = 0;
      for (const { pair, champion } of forecasts) {
        const at = (quantile: Quantile, step: number): number =>
          champion.quantiles[QUANTILES.indexOf(quantile)]?.[step] ?? Number.NaN;
        pair.came.forEach((came, step) => {
          if (came >= at(lower, step) && came <= at(upper, step)) hit += 1;
          n += 1;
        });
      }
      return [String(level * 100), { hit, n }];
    }),
  );
}
