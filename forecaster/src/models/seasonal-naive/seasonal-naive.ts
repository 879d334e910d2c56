import type { RollingForecast } from '../../domain/rolling.js';
import { batchScratch } from '../../domain/scratch.js';
import type { ForecastModel } from '../model.js';
import { checkedModel } from '../checked-model.js';

/**
 * The baseline: the next Monday will be as the last one. A missing value is stood in for by the season before it; before
 * the first value of a season step, by the mean of what was seen until then.
 * Plain arithmetic: a graph would add a copy and nothing else.
 */
export function openSeasonalNaive(): ForecastModel {
  return checkedModel({
    name: 'seasonal-naive@1',
    refuses: () => undefined,
    suits: () => true,
    forecast: ({ shape, series }) =>
      Promise.resolve(
        series.map((values): RollingForecast => {
          const { seasonSteps, cycleSteps, horizonSteps } = shape;
          const cycles = values.length / cycleSteps;
          const rolling = batchScratch.numbers(cycles * horizonSteps);
          const lastSeason = batchScratch.numbers(seasonSteps).fill(Number.NaN);
          let sum = 0;
          let count = 0;
          for (let cycle = 0; cycle < cycles; cycle += 1) {
            for (let step = 0; step < cycleSteps; step += 1) {
              const value = values[cycle * cycleSteps + step] as number;
              if (Number.isNaN(value)) continue;
              lastSeason[step % seasonSteps] = value;
              count += 1;
              sum += value;
            }
            const mean = count > 0 ? sum / count : 0;
            for (let ahead = 0; ahead < horizonSteps; ahead += 1) {
              const last = lastSeason[ahead % seasonSteps] as number;
              rolling[cycle * horizonSteps + ahead] = Number.isNaN(last) ? mean : last;
            }
          }
          return { cycles, horizonSteps, values: rolling, firstOrigin: 0 };
        }),
      ),
    close: () => Promise.resolve(),
  });
}
