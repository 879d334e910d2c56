import { modelScratch } from '../domain/scratch.js';
import type { BatchShape, ModelBatch } from './model.js';

/** What turns a series into numbers around 0 with a typical seasonal difference of 1, and back. */
export interface Scale {
  readonly centre: number;
  readonly spread: number;
}

/** `spread` is the mean absolute difference from one season before; a constant series gets 1. */
export function scaleOf(series: Float64Array, { seasonSteps }: Pick<BatchShape, 'seasonSteps'>): Scale {
  let centre = 0;
  let count = 0;
  let differences = 0;
  let pairs = 0;
  for (let step = 0; step < series.length; step += 1) {
    const value = series[step] as number;
    if (Number.isNaN(value)) continue;
    count += 1;
    centre += (value - centre) / count;
    const before = step < seasonSteps ? Number.NaN : (series[step - seasonSteps] as number);
    if (Number.isNaN(before)) continue;
    differences += Math.abs(value - before);
    pairs += 1;
  }
  const spread = pairs > 0 ? differences / pairs : 0;
  // Differences that are only rounding of the centre are no spread.
  return { centre, spread: spread > Math.abs(centre) * 1e-12 ? spread : 1 };
}

/**
 * How far from the centre a scaled value may lie in a regression, whose float32 sums are of products of squares. Only what grows by nine powers of ten
 * beyond what its scale was taken from is cut.
 */
const FARTHEST = 1e9;

/** One value scaled for a regression; NaN stays. */
export const scaledWithin = (value: number, { centre, spread }: Scale): number =>
  Math.min(FARTHEST, Math.max(-FARTHEST, (value - centre) / spread));

/** The batch as the graph reads it: float32 [step, series]. Scaled in doubles first, so that 1e12 ± 1 keeps its shape. */
export function scaledColumns(batch: ModelBatch, scales: readonly Scale[], steps: number): Float32Array {
  const width = batch.series.length;
  const columns = modelScratch.floats(steps * width);
  batch.series.forEach((series, at) => {
    const { centre, spread } = scales[at] as Scale;
    for (let step = 0; step < steps; step += 1)
      columns[step * width + at] = ((series[step] as number) - centre) / spread;
  });
  return columns;
}
