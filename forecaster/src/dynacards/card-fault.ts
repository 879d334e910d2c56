import type { SurfaceCard } from '@wellhead/contracts';
import { courseFault } from './course-fault.js';

const FEWEST_POINTS = 20;
const MOST_POINTS = 5_000;

/** Why this is no card that can be diagnosed: what, found, expected. Undefined when it is one. */
export function cardFault(card: SurfaceCard): string | undefined {
  const { positionM, loadN, strokesPerMinute, rods, plungerDiameterMm, fluidDensity } = card;
  const points = positionM.length;
  if (points !== loadN.length)
    return `${points} positions and ${loadN.length} loads: expected one load for each position`;
  if (points < FEWEST_POINTS || points > MOST_POINTS)
    return `${points} points: expected ${FEWEST_POINTS} to ${MOST_POINTS} in equal steps of time over one stroke`;
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < points; at++) {
    const [position, load] = [positionM[at] as number, loadN[at] as number];
    if (!Number.isFinite(position) || !Number.isFinite(load))
      return `point ${at + 1} is not a number: expected metres and newtons`;
    if (Math.abs(load) > 1e6) return `a load of ${load} N at point ${at + 1}: expected newtons, at most 1,000,000`;
    lowest = Math.min(lowest, position);
    highest = Math.max(highest, position);
  }
  const strokeM = highest - lowest;
  if (strokeM < 0.2 || strokeM > 15)
    return `a stroke of ${Number(strokeM.toPrecision(4))} m: expected metres, 0.2 to 15`;
  if (!within(strokesPerMinute, 0.5, 30)) return `${strokesPerMinute} strokes a minute: expected 0.5 to 30`;
  if (rods.length === 0) return 'no rods: expected at least one section with length and diameter';
  const depthM = rods.reduce((sum, { lengthM }) => sum + lengthM, 0);
  if (!within(depthM, 50, 5_000)) return `rods of ${Number(depthM.toPrecision(5))} m in all: expected 50 to 5,000`;
  for (const { lengthM, diameterMm } of rods)
    if (!(lengthM > 0) || !within(diameterMm, 10, 60))
      return `a section of ${lengthM} m, ${diameterMm} mm: expected a length, and 10 to 60 mm`;
  if (!within(plungerDiameterMm, 15, 150)) return `a plunger of ${plungerDiameterMm} mm: expected 15 to 150`;
  if (!within(fluidDensity, 500, 1_500)) return `a fluid of ${fluidDensity} kg/m³: expected 500 to 1,500`;
  return courseFault(card);
}

const within = (value: number, low: number, high: number): boolean => value >= low && value <= high;
