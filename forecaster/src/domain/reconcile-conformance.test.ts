import { checkedModel } from '../models/checked-model.js';
import { openHoltWinters } from '../models/holt-winters/holt-winters.js';
import { describeModel } from '../models/model-conformance.js';
import type { ForecastModel } from '../models/model.js';
import { openSeasonalNaive } from '../models/seasonal-naive/seasonal-naive.js';
import { RECONCILED } from './champion.js';
import { reconcileLeaves } from './reconcile.js';
import { sumOf, type RollingForecast } from './rolling.js';

/** A sum of two halves, which are forecast as a week ago and reconciled with what Holt-Winters says of the sum; added up where that is as good. */
function openReconciled(): ForecastModel {
  const [ofParts, ofSums] = [openSeasonalNaive(), openHoltWinters()];
  return checkedModel({
    name: `${RECONCILED}, the sum of two halves`,
    refuses: (shape) => ofSums.refuses(shape),
    suits: () => true,
    async forecast(batch) {
      const halves = batch.series.map((values) => values.map((value) => value / 2));
      const parts = await ofParts.forecast({ ...batch, series: halves });
      const sums = await ofSums.forecast(batch);
      return batch.series.map((values, at) => {
        const half = {
          values: halves[at] as Float64Array,
          rolling: parts[at] as RollingForecast,
          nonNegative: false,
        };
        const sum = { values, rolling: sums[at] as RollingForecast, nonNegative: false, leaves: [0, 1] };
        const { cycleSteps } = batch.shape;
        const reconciled = reconcileLeaves({ leaves: [half, half], sums: [sum], cycleSteps });
        return sumOf(reconciled ?? [half.rolling, half.rolling]);
      });
    },
    close: async () => void (await Promise.all([ofParts.close(), ofSums.close()])),
  });
}

describeModel(openReconciled);
