import type { RollingForecast } from '../../domain/rolling.js';

/**
 * Gaps closed by the value a season before. Before the first one of a place: by the next of it within `settlingSteps`, from which no forecast
 * is judged, else by the mean of what was seen, else by 0.
 */
export function fillSeasons(values: Float64Array, seasonSteps: number, settlingSteps: number): Float64Array {
  const filled = new Float64Array(values.length);
  const known = new Float64Array(seasonSteps).fill(Number.NaN);
  for (let step = Math.min(settlingSteps, values.length) - 1; step >= 0; step -= 1)
    if (!Number.isNaN(values[step])) known[step % seasonSteps] = values[step] as number;
  let mean = 0;
  let count = 0;
  values.forEach((value, step) => {
    const place = step % seasonSteps;
    if (!Number.isNaN(value)) {
      count += 1;
      mean += (value - mean) / count;
      known[place] = value;
    }
    filled[step] = Number.isNaN(known[place]) ? mean : (known[place] as number);
  });
  return filled;
}

/** Cut to twice the range of what was known at each origin: a regression may run away, the thing watched does not. */
export function withinReach(rolling: RollingForecast, known: Float64Array, cycleSteps: number): RollingForecast {
  const values = Float64Array.from(rolling.values);
  let low = Infinity;
  let high = -Infinity;
  for (let cycle = 0; cycle < rolling.cycles; cycle += 1) {
    for (let step = cycle * cycleSteps; step < (cycle + 1) * cycleSteps; step += 1) {
      const value = known[step] as number;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (low > high) continue;
    const reach = high - low;
    for (let at = cycle * rolling.horizonSteps; at < (cycle + 1) * rolling.horizonSteps; at += 1)
      values[at] = Math.min(high + reach, Math.max(low - reach, values[at] as number));
  }
  return { ...rolling, values };
}
