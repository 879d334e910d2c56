import { checkedModel } from '../models/checked-model.js';
import { describeModel } from '../models/model-conformance.js';
import type { ForecastModel } from '../models/model.js';
import { FORCED_TREND, forcedTrends } from './forced-trend.js';

/** One of the forced trends as a model like any other: the slowest and the quickest keep what all promise. */
const oneOf = (place: number): ForecastModel => ({
  name: `${FORCED_TREND}, ${place === 0 ? 'slowest' : 'quickest'}`,
  refuses: () => undefined,
  suits: () => true,
  forecast: ({ shape, series }) =>
    Promise.resolve(
      series.map((values) => {
        const rolling = forcedTrends(values, shape).at(place);
        if (!rolling) throw new Error('there is no such trend');
        return rolling;
      }),
    ),
  close: () => Promise.resolve(),
});

describeModel(() => checkedModel(oneOf(0)));
describeModel(() => checkedModel(oneOf(-1)));
