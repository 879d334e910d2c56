import { numbers } from './numbers.js';

/** A demand every 1.32 steps or less often is intermittent (Syntetos, Boylan & Croston 2005, doi:10.1057/palgrave.jors.2601841). */
const INTERMITTENT_INTERVAL = 1.32;
/** A season step with demand this seldom is closed (night hours, Sundays): its zeros are known beforehand. */
const CLOSED_SHARE = 0.05;

/**
 * Whether demand comes now and then: nothing is negative, some is positive, and on the season steps that are not closed the mean distance
 * between two demands is long enough. NaN = missing.
 */
export function isIntermittent(values: Float64Array, seasonSteps: number): boolean {
  const known = numbers(seasonSteps);
  const demands = numbers(seasonSteps);
  for (let step = 0, place = -1; step < values.length; step += 1) {
    const value = values[step] as number;
    place = place + 1 === seasonSteps ? 0 : place + 1;
    if (value < 0) return false;
    if (Number.isNaN(value)) continue;
    known[place] = (known[place] as number) + 1;
    if (value > 0) demands[place] = (demands[place] as number) + 1;
  }
  let steps = 0;
  let demanded = 0;
  for (let place = 0; place < seasonSteps; place += 1) {
    const count = known[place] as number;
    const own = demands[place] as number;
    if (own <= CLOSED_SHARE * count) continue;
    steps += count;
    demanded += own;
  }
  // Closed on every step: so seldom that the season says nothing.
  if (demanded === 0) return demands.some((count) => count > 0);
  return steps / demanded >= INTERMITTENT_INTERVAL;
}
