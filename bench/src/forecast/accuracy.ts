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

/** The largest ratio of our MASE to the seasonal naive one over the series, and whose it is. */
export function worstSeries(
  forecasts: readonly OurForecast[],
  seasonSteps: number,
): { readonly series: string; readonly ratio: number } {
  const bySeries = new Map<string, OurForecast[]>();
  for (const forecast of forecasts) {
    const known = bySeries.get(forecast.pair.series);
    if (known) known.push(forecast);
    else bySeries.set(forecast.pair.series, [forecast]);
  }
  let worst = { series: '', ratio: 0 };
  for (const [series, own] of bySeries) {
    const ratio = ratioToNaive(own, seasonSteps);
    if (ratio > worst.ratio) worst = { series, ratio };
  }
  return worst;
}

export function ratioToNaive(forecasts: readonly OurForecast[], seasonSteps: number): number {
  const pairs = forecasts.map(({ pair }) => pair);
  const ours = maseOf(
    pairs,
    forecasts.map(({ champion }) => champion.mean),
    seasonSteps,
  );
  const naive = maseOf(
    pairs,
    forecasts.map((forecast) => forecast.naive.mean),
    seasonSteps,
  );
  return ours / naive;
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
