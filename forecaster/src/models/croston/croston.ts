import { isIntermittent } from '../../domain/intermittent.js';
import { openGraphModel } from '../graph-model.js';
import { initialCyclesOf } from '../initial-state.js';
import type { ForecastModel } from '../model.js';
import type { Scale } from '../scale.js';
import { crostonModel } from './croston-graph.js';

/** Intermittent demand: Croston, SBA and TSB, the best of them (README.md). */
export const openCroston = (): ForecastModel =>
  openGraphModel({
    name: 'croston@1',
    graphOf: crostonModel,
    initialCyclesOf,
    scaleOf: typicalDemand,
    suits: (values, { seasonSteps }) => isIntermittent(values, seasonSteps),
    longestSeasonSteps: 400,
  });

/** Zero stays zero; the mean of what is not zero becomes 1. */
function typicalDemand(values: Float64Array): Scale {
  let sum = 0;
  let n = 0;
  for (let step = 0; step < values.length; step += 1) {
    const value = values[step] as number;
    if (Number.isNaN(value) || value === 0) continue;
    sum += Math.abs(value);
    n += 1;
  }
  return { centre: 0, spread: n > 0 ? sum / n : 1 };
}
