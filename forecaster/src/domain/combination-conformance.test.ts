import { checkedModel } from '../models/checked-model.js';
import { openHoltWinters } from '../models/holt-winters/holt-winters.js';
import { describeModel } from '../models/model-conformance.js';
import type { ForecastModel } from '../models/model.js';
import { openSeasonalNaive } from '../models/seasonal-naive/seasonal-naive.js';
import { openTheta } from '../models/theta/theta.js';
import { combine, COMBINATION } from './combination.js';

/** The combination of what three models say, as the automatic choice makes it. */
function openCombination(): ForecastModel {
  const models = [openSeasonalNaive(), openHoltWinters(), openTheta()];
  return checkedModel({
    name: COMBINATION,
    refuses: () => undefined,
    suits: () => true,
    async forecast(batch) {
      const answers = await Promise.all(models.map((model) => model.forecast(batch)));
      return batch.series.map((values, at) => {
        const candidates = models.flatMap(({ name }, of) => {
          const rolling = answers[of]?.[at];
          return rolling ? [{ model: name, rolling }] : [];
        });
        const made = combine(candidates, values, batch.shape.cycleSteps);
        if (!made) throw new Error('three forecasts make a combination');
        return made.rolling;
      });
    },
    close: async () => void (await Promise.all(models.map((model) => model.close()))),
  });
}

describeModel(openCombination);
