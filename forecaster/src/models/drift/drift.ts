import { openGraphModel } from '../graph-model.js';
import type { BatchShape, ForecastModel } from '../model.js';
import { scaleOf } from '../scale.js';
import { driftModel, driftWaysOf } from './drift-graph.js';

/** Random walk with drift, with and without a season (README.md). */
export const openDrift = (): ForecastModel =>
  openGraphModel({
    name: 'drift@1',
    graphOf: driftModel,
    waysOf: driftWaysOf,
    // Two cycles make the first line.
    initialCyclesOf: () => 2,
    suits: hasDrifted,
    longestSeasonSteps: 2_000,
  });

/** So many typical seasonal differences between the oldest and the newest third of a window are a drift. */
const DRIFT = 2;

/** Whether the series has left the place where it began: elsewhere a line from its first to its last value says nothing. */
function hasDrifted(values: Float64Array, shape: BatchShape): boolean {
  const third = Math.floor(values.length / 3);
  const change = Math.abs(meanOf(values.subarray(-third)) - meanOf(values.subarray(0, third)));
  return change > DRIFT * scaleOf(values, shape).spread;
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  let n = 0;
  for (let step = 0; step < values.length; step += 1) {
    const value = values[step] as number;
    if (Number.isNaN(value)) continue;
    sum += value;
    n += 1;
  }
  return n > 0 ? sum / n : Number.NaN;
}
