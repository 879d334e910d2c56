import type { SurfaceCard } from '@wellhead/contracts';
import { buoyantWeightN } from './rod-waves.js';

/** Share of the stroke beyond its middle that counts as up or down: what a position trembles by stays within. */
const SURE_SIDE = 0.15;
/** Largest step from the last point to the first: this many of the largest between others, and what noise adds, as a share of the stroke. */
const [MOST_STEPS, NOISE] = [4, 0.03];
/** A load cell that is alive moves more, as a share of the mean load: flowing wells with parted rods still do by 0.03. */
const LEAST_SPAN = 0.003;
/** Shares of the weight of the rods in fluid that no peak load of simulated cards came near: 0.33 to 5.3. */
const [LEAST_PEAK, MOST_PEAK] = [0.1, 12];
/** Loads this small, as a share of the weight of the rods, come from parted rods, which swing by 0.9 of their mean at most; pounds-force swing on. */
const [SMALL_MEAN, SMALL_SWING] = [0.45, 1.1];
/** Work over swing and stroke; of simulated cards 0.12 and more. */
const LEAST_WORK = -0.02;

/**
 * Why the points, sound one by one, are no stroke of a pumped well: open, several strokes, a load that stands still, another unit, run through backwards. Undefined when
 * they may be one.
 */
export function courseFault({ positionM, loadN, rods, fluidDensity }: SurfaceCard): string | undefined {
  const points = positionM.length;
  const positions = rangeOf(positionM);
  const loads = rangeOf(loadN);
  const strokeM = positions.high - positions.low;
  const stepAt = (at: number): number =>
    Math.abs((positionM[(at + 1) % points] as number) - (positionM[at] as number)) / strokeM;
  let largest = 0;
  let work = 0;
  for (let at = 0; at < points; at += 1) {
    const next = (at + 1) % points;
    if (next > 0) largest = Math.max(largest, stepAt(at));
    const climbed = (positionM[next] as number) - (positionM[at] as number);
    work += (((loadN[at] as number) + (loadN[next] as number)) / 2) * climbed;
  }
  const gap = stepAt(points - 1);
  if (gap > MOST_STEPS * largest + NOISE)
    return `not closed: ${percent(gap)} of the stroke lie between the last point and the first: expected one whole stroke`;
  const strokes = upstrokes(positionM, (positions.high + positions.low) / 2, strokeM);
  if (strokes !== 1) return `the position goes up ${strokes} times: expected one stroke`;
  const mean = loads.sum / points;
  const span = loads.high - loads.low;
  if (span <= LEAST_SPAN * Math.abs(mean))
    return `a load that stands at ${figure(mean)} N: expected one that changes with the stroke; is the load cell alive?`;
  const weight = buoyantWeightN(rods, fluidDensity);
  const peak = Math.max(Math.abs(loads.low), Math.abs(loads.high));
  if (peak < LEAST_PEAK * weight || peak > MOST_PEAK * weight)
    return `a peak load of ${figure(peak)} N where the rods weigh ${figure(weight)} N in the fluid: expected newtons (1 kN is 1,000, 1 lbf is 4.448)`;
  if (mean < SMALL_MEAN * weight && span > SMALL_SWING * Math.abs(mean))
    return `a mean load of ${figure(mean)} N that swings by ${figure(span)} N where the rods weigh ${figure(weight)} N in the fluid: expected newtons; are they pounds-force (4.448 N)?`;
  if (work < LEAST_WORK * span * strokeM)
    return 'more load going down than going up: expected the points in the order of time; are they reversed, or the position turned over?';
  return undefined;
}

/** How often the position goes from below to above, the stroke taken as a circle. */
function upstrokes(positionM: ArrayLike<number>, middle: number, strokeM: number): number {
  const points = positionM.length;
  let isUp: boolean | undefined;
  let count = 0;
  // The first time round finds where it stands; the second counts.
  for (let at = 0; at < 2 * points; at += 1) {
    const place = ((positionM[at % points] as number) - middle) / strokeM;
    if (Math.abs(place) < SURE_SIDE) continue;
    if (place > 0 && isUp === false && at >= points) count += 1;
    isUp = place > 0;
  }
  return count;
}

function rangeOf(values: ArrayLike<number>): { readonly low: number; readonly high: number; readonly sum: number } {
  let [low, high, sum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] as number;
    low = Math.min(low, value);
    high = Math.max(high, value);
    sum += value;
  }
  return { low, high, sum };
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;
const figure = (value: number): string => String(Number(value.toPrecision(3)));
