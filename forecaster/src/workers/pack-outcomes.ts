import type { SeriesForecast, SeriesOutcome } from './forecast-batch.js';

/**
 * The same outcomes, their numbers next to each other in one shared buffer, to be told to another thread: an array of its own for every quantile of every series would
 * be copied, and collected as garbage over there, one by one. Shared, not handed over: from the first buffer that is taken from a thread on, V8 throws away all that it
 * compiled there for arrays of numbers, compiles it anew, and asks at each access whether the buffer is still there.
 */
export function packOutcomes(outcomes: readonly SeriesOutcome[]): readonly SeriesOutcome[] {
  let length = 0;
  for (const outcome of outcomes) if (outcome.kind === 'forecast') length += numbersOf(outcome);
  const packed = new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT));
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
  return outcomes.map((outcome) => {
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
  });
}

function numbersOf({ champion, baseline, shown, decomposition }: SeriesOutcome & { kind: 'forecast' }): number {
  const forecasts = baseline ? [champion, baseline, ...shown] : [champion, ...shown];
  const ofForecasts = forecasts.reduce((sum, { mean, quantiles }) => sum + mean.length * (1 + quantiles.length), 0);
  return ofForecasts + (decomposition ? 3 * decomposition.trend.length : 0);
}
