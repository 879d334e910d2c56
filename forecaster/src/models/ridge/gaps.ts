import type { RollingForecast } from '../../domain/rolling.js';
import { modelScratch } from '../../domain/scratch.js';

/** Which values of a series were really there. */
export interface Gaps {
  /** How many of `steps` steps from one on were known, as a share. */
  shareKnown(from: number, steps: number): number;
}

const NO_GAPS: Gaps = { shareKnown: () => 1 };

export function gapsOf(values: Float64Array): Gaps {
  // How many were known before each step.
  let before: Int32Array | undefined;
  for (let step = 0; step < values.length; step += 1) {
    const missing = Number.isNaN(values[step] as number);
    if (missing && !before) before = Int32Array.from({ length: values.length + 1 }, (_, at) => Math.min(at, step));
    if (before) before[step + 1] = (before[step] as number) + (missing ? 0 : 1);
  }
  const known = before;
  if (!known) return NO_GAPS;
  return { shareKnown: (from, steps) => ((known[from + steps] as number) - (known[from] as number)) / steps };
}

/**
 * Gaps closed by the value a season before. Before the first one of a place: by the next of it within `settlingSteps`, from which no forecast
 * is judged, else by the mean of what was seen, else by 0.
 */
export function fillSeasons(values: Float64Array, seasonSteps: number, settlingSteps: number): Float64Array {
  const filled = modelScratch.numbers(values.length);
  const known = modelScratch.numbers(seasonSteps).fill(Number.NaN);
  for (let step = Math.min(settlingSteps, values.length) - 1; step >= 0; step -= 1)
    if (!Number.isNaN(values[step] as number)) known[step % seasonSteps] = values[step] as number;
  let mean = 0;
  let count = 0;
  for (let step = 0, place = 0; step < values.length; step += 1, place = place + 1 === seasonSteps ? 0 : place + 1) {
    const value = values[step] as number;
    if (!Number.isNaN(value)) {
      count += 1;
      mean += (value - mean) / count;
      known[place] = value;
    }
    const last = known[place] as number;
    filled[step] = Number.isNaN(last) ? mean : last;
  }
  return filled;
}

/** Cuts the numbers, in their place, to twice the range of what was known at each origin: a regression may run away, the thing watched does not. */
export function keepWithinReach(
  { cycles, horizonSteps, values }: RollingForecast,
  known: Float64Array,
  cycleSteps: number,
): void {
  let low = Infinity;
  let high = -Infinity;
  for (let cycle = 0; cycle < cycles; cycle += 1) {
    for (let step = cycle * cycleSteps; step < (cycle + 1) * cycleSteps; step += 1) {
      const value = known[step] as number;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (low > high) continue;
    const [least, most] = [low - (high - low), high + (high - low)];
    for (let at = cycle * horizonSteps; at < (cycle + 1) * horizonSteps; at += 1)
      values[at] = Math.min(most, Math.max(least, values[at] as number));
  }
}
