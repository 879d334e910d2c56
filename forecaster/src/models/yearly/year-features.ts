import type { KnownInputs } from '../../domain/known-inputs.js';

/** Turns of the year: the shortest lasts two months. */
const HARMONICS = 6;
const DAYS_A_WEEK = 7;
const YEAR_MS = 365.25 * 86_400_000;

/** One for the level, one a weekday but the first, a sine and a cosine for each turn. */
export const FEATURES = DAYS_A_WEEK + 2 * HARMONICS;

/** Features of `steps` days, the window and its horizon: `[step × FEATURES + feature]`. */
export function featuresOf(
  { cutoffMs, stepMs }: Pick<KnownInputs, 'cutoffMs' | 'stepMs'>,
  steps: { readonly window: number; readonly horizon: number },
): Float32Array {
  const all = steps.window + steps.horizon;
  const features = new Float32Array(all * FEATURES);
  for (let step = 0; step < all; step += 1) {
    const timeMs = cutoffMs + (step - steps.window + 1) * stepMs;
    const from = step * FEATURES;
    features[from] = 1;
    const weekday = new Date(timeMs).getUTCDay();
    if (weekday > 0) features[from + weekday] = 1;
    for (let turns = 1; turns <= HARMONICS; turns += 1) {
      const angle = (2 * Math.PI * turns * timeMs) / YEAR_MS;
      features[from + DAYS_A_WEEK + 2 * turns - 2] = Math.sin(angle);
      features[from + DAYS_A_WEEK + 2 * turns - 1] = Math.cos(angle);
    }
  }
  return features;
}
