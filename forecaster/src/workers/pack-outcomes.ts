import type { SeriesForecast, SeriesOutcome } from './forecast-batch.js';

/** Outcomes whose numbers lie next to each other in one buffer. */
export interface PackedOutcomes {
  readonly outcomes: readonly SeriesOutcome[];
  readonly buffer: ArrayBuffer;
}

/**
 * The same outcomes, to be handed over to another thread with their buffer: an array of its own for every quantile of every series would be copied, and
 * collected as garbage over there, one by one.
 */
export function packOutcomes(outcomes: readonly SeriesOutcome[]): PackedOutcomes {
  let length = 0;
  for (const outcome of outcomes) if (outcome.kind === 'forecast') length += numbersOf(outcome);
  const packed = new Float64Array(length);
  let from = 0;
  const moved = (numbers: Float64Array): Float64Array => {
    packed.set(numbers, from);
    return packed.subarray(from, (from += numbers.length));
  };
  const movedForecast = (forecast: SeriesForecast): SeriesForecast => ({
    ...forecast,
    mean: moved(forecast.mean),
    quantiles: forecast.quantiles.map(moved),
  });
  return {
    outcomes: outcomes.map((outcome) => {
      if (outcome.kind === 'failed') return outcome;
      const { champion, baseline, shown, decomposition } = outcome;
      return {
        ...outcome,
        champion: movedForecast(champion),
        baseline: baseline && movedForecast(baseline),
        shown: shown.map(movedForecast),
        decomposition: decomposition && {
          trend: moved(decomposition.trend),
          season: moved(decomposition.season),
          remainder: moved(decomposition.remainder),
        },
      };
    }),
    buffer: packed.buffer,
  };
}

function numbersOf({ champion, baseline, shown, decomposition }: SeriesOutcome & { kind: 'forecast' }): number {
  const forecasts = baseline ? [champion, baseline, ...shown] : [champion, ...shown];
  const ofForecasts = forecasts.reduce((sum, { mean, quantiles }) => sum + mean.length * (1 + quantiles.length), 0);
  return ofForecasts + (decomposition ? 3 * decomposition.trend.length : 0);
}
