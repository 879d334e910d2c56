import { randomNumbers } from '../../../testing/made-series.js';

/** An hourly motor temperature, simulated: a day's swing, noise that lasts some hours and, in a ramp, a slow climb over its limit. */
export interface SimulatedMotor {
  readonly values: Float64Array;
  readonly limit: number;
  /** First hour above the limit; undefined when it never is. */
  readonly crossesAt: number | undefined;
}

export const HEALTHY_HOURS = 60 * 24;
export const HOURS = 80 * 24;

/** The climb begins within three days after the healthy time and takes four to twelve days to the limit, 15 °C above the mean. */
export function simulateMotor(seed: number, ramp: boolean): SimulatedMotor {
  const next = randomNumbers(seed + 1);
  const between = (low: number, high: number): number => low + ((next() + 1) / 2) * (high - low);
  const mean = between(60, 90);
  const swing = between(0.5, 3);
  const noise = between(0.5, 1.5);
  const starts = HEALTHY_HOURS + Math.floor(between(0, 72));
  const slope = ramp ? 15 / (24 * between(4, 12)) : 0;
  let wander = 0;
  const values = Float64Array.from({ length: HOURS }, (_, hour) => {
    // The sum of three uniform numbers is close to a normal one.
    wander = 0.7 * wander + noise * 0.7 * (next() + next() + next());
    return mean + swing * Math.sin((hour / 24) * 2 * Math.PI) + wander + slope * Math.max(0, hour - starts);
  });
  const limit = mean + 15;
  const crossesAt = values.findIndex((value) => value > limit);
  return { values, limit, crossesAt: crossesAt < 0 ? undefined : crossesAt };
}
