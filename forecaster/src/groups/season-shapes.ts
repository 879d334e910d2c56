import type { PooledSeries } from '../global/windows.js';
import type { BatchShape } from '../models/model.js';
import { partsOf, standardised } from './shapes.js';

/** Cycles at the end of a series that its shape is taken from. */
const RECENT_CYCLES = 26;

/**
 * The shape by which signals share a pooled model: with a season, the mean course of a season over the newest 26 cycles, by the time and not by where the
 * series ends; without one, the course of the series over them. Undefined where more than a third of it is missing.
 */
export function seasonShapeOf(
  { values, cutoffMs, stepMs }: PooledSeries,
  { seasonSteps, cycleSteps }: Pick<BatchShape, 'seasonSteps' | 'cycleSteps'>,
): Float32Array | undefined {
  const recent = values.subarray(Math.max(0, values.length - RECENT_CYCLES * cycleSteps));
  if (seasonSteps === 1) return standardised(partsOf(recent));
  const sums = new Float64Array(seasonSteps);
  const counts = new Float64Array(seasonSteps);
  const first = Math.round(cutoffMs / stepMs) - recent.length + 1;
  for (let step = 0; step < recent.length; step += 1) {
    const value = recent[step] as number;
    if (Number.isNaN(value)) continue;
    const place = (first + step) % seasonSteps;
    sums[place] = (sums[place] as number) + value;
    counts[place] = (counts[place] as number) + 1;
  }
  return standardised(Array.from(sums, (sum, place) => sum / (counts[place] as number)));
}
