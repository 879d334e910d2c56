import type { RollingForecast } from '../../domain/rolling.js';
import type { ForecastModel } from '../model.js';

/**
 * The baseline: the next Monday will be as the last one. A missing value is stood in for by the season before it; before
 * the first value of a season step, by the mean of what was seen until then.
 * Plain arithmetic: a graph would add a copy and nothing else.
 */
export function openSeasonalNaive(): ForecastModel {
  return {
    name: 'seasonal-naive@1',
    refuses: () => undefined,
    suits: () => true,
    forecast: ({ shape, series }) =>
      Promise.resolve(
        series.map((values): RollingForecast => {
          const { seasonSteps, cycleSteps, horizonSteps } = shape;
          const cycles = values.length / cycleSteps;
          const rolling = new Float64Array(cycles * horizonSteps);
          const lastSeason = new Float64Array(seasonSteps).fill(Number.NaN);
          let sum = 0;
          let count = 0;
          values.forEach((value, step) => {
            if (!Number.isNaN(value)) {
              lastSeason[step % seasonSteps] = value;
              count += 1;
              sum += value;
            }
            if ((step + 1) % cycleSteps !== 0) return;
            const mean = count > 0 ? sum / count : 0;
            const row = ((step + 1) / cycleSteps - 1) * horizonSteps;
            for (let ahead = 0; ahead < horizonSteps; ahead += 1) {
              const last = lastSeason[ahead % seasonSteps] as number;
              rolling[row + ahead] = Number.isNaN(last) ? mean : last;
            }
          });
          return { cycles, horizonSteps, values: rolling, firstOrigin: 0 };
        }),
      ),
    close: () => Promise.resolve(),
  };
}
