import { openGraphModel } from '../graph-model.js';
import type { ForecastModel } from '../model.js';
import type { Scale } from '../scale.js';
import { arpsModel } from './arps-graph.js';

/** Decline of a well by Arps (README.md). */
export const openArps = (): ForecastModel =>
  openGraphModel({
    name: 'arps@1',
    graphOf: arpsModel,
    initialCyclesOf: () => 2,
    scaleOf: typicalRate,
    suits: declines,
    longestSeasonSteps: 400,
  });

/** The mean of what flows becomes 1. */
export function typicalRate(values: Float64Array): Scale {
  const spread = meanFlow(values);
  return { centre: 0, spread: Number.isNaN(spread) ? 1 : spread };
}

/** The newest third of a declining window is at most this share of its oldest, and the middle one lies between. */
const DECLINED = 0.85;

/** Whether the series flows, never backwards, and less and less. */
function declines(values: Float64Array): boolean {
  for (let step = 0; step < values.length; step += 1) if ((values[step] as number) < 0) return false;
  const third = Math.floor(values.length / 3);
  const [oldest, middle, newest] = [0, 1, 2].map((part) => meanFlow(values.subarray(part * third, (part + 1) * third)));
  if (oldest === undefined || middle === undefined || newest === undefined) return false;
  return newest <= DECLINED * oldest && middle <= oldest && newest <= middle;
}

/** Mean of what is above zero; NaN where nothing flows. */
function meanFlow(values: Float64Array): number {
  let sum = 0;
  let n = 0;
  for (let step = 0; step < values.length; step += 1) {
    const value = values[step] as number;
    if (!(value > 0)) continue;
    sum += value;
    n += 1;
  }
  return n > 0 ? sum / n : Number.NaN;
}
