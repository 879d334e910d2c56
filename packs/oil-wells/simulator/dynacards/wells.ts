import type { CardClass, PumpedWell, RodSection } from '@wellhead/contracts';
import type { Random } from '../../../demo-kit/random.js';
import { GRAVITY } from './rods.js';
import type { PumpingState } from './simulate-card.js';
import type { SurfaceUnit } from './surface-unit.js';

/** What wells are drawn from. */
export interface WellRanges {
  readonly depthM: readonly [number, number];
  readonly strokesPerMinute: readonly [number, number];
  readonly strokeM: readonly [number, number];
  readonly damping: readonly [number, number];
  readonly plungerDiametersMm: readonly [number, ...number[]];
}

/** The wells that a classifier learns from. */
export const TRAINING_WELLS: WellRanges = {
  depthM: [800, 1_700],
  strokesPerMinute: [4, 9],
  strokeM: [1.8, 4],
  damping: [0.06, 0.2],
  plungerDiametersMm: [32, 38, 44, 57],
};

/** The wells that it is judged on: shallower, deeper, slower, faster than any it has learnt from, and other plungers. */
export const UNSEEN_WELLS: WellRanges = {
  depthM: [650, 1_900],
  strokesPerMinute: [3.5, 10],
  strokeM: [1.5, 4.5],
  damping: [0.04, 0.25],
  plungerDiametersMm: [29, 35, 41, 50],
};

export interface SimulatedWell extends PumpedWell {
  readonly unit: SurfaceUnit;
  readonly damping: number;
  readonly depthM: number;
  readonly anchored: boolean;
}

/** Rod strings of one to three diameters, thicker above. Combinations whose rods would stretch too far for the stroke are not drawn. */
export function drawWell(random: Random, ranges: WellRanges): SimulatedWell {
  const within = ([low, high]: readonly [number, number]): number => random.between(low, high);
  for (;;) {
    const depthM = within(ranges.depthM);
    const well: SimulatedWell = {
      depthM,
      rods: drawRods(random, depthM),
      plungerDiameterMm: random.pick(ranges.plungerDiametersMm),
      fluidDensity: random.between(830, 1_060),
      unit: {
        strokeM: within(ranges.strokeM),
        strokesPerMinute: within(ranges.strokesPerMinute),
        crankRatio: random.between(-0.3, 0.3),
      },
      damping: within(ranges.damping),
      anchored: random.between(0, 1) < 0.6,
    };
    if (isSound(well)) return well;
  }
}

function drawRods(random: Random, depthM: number): readonly RodSection[] {
  const diameters = random.pick<readonly number[]>([[19], [22], [22, 19], [22, 19], [25, 22, 19]]);
  const shares = diameters.map(() => random.between(0.7, 1.3));
  const total = shares.reduce((sum, share) => sum + share, 0);
  return diameters.map((diameterMm, at) => ({ diameterMm, lengthM: (depthM * (shares[at] as number)) / total }));
}

/** How far rods stretch by load, m/N. */
const compliance = (rods: readonly RodSection[]): number =>
  rods.reduce(
    (sum, { lengthM, diameterMm }) => sum + lengthM / (2.105e11 * (Math.PI / 4) * (diameterMm / 1_000) ** 2),
    0,
  );

/** Fluid load takes less than 40 % of the stroke as stretch, and the unit is not faster than rods can fall. */
function isSound({ rods, plungerDiameterMm, fluidDensity, depthM, unit }: SimulatedWell): boolean {
  const loadN = (Math.PI / 4) * (plungerDiameterMm / 1_000) ** 2 * fluidDensity * GRAVITY * depthM;
  const stretchM = loadN * compliance(rods);
  const fastest = (unit.strokeM * unit.strokesPerMinute ** 2) / 1_790;
  return stretchM < 0.4 * unit.strokeM && fastest < 0.22;
}

/** The well in one of the eight states, more or less severe. */
export function drawState(random: Random, well: SimulatedWell, of: CardClass): PumpingState {
  const { unit, rods, fluidDensity, damping, depthM } = well;
  const area = (Math.PI / 4) * (well.plungerDiameterMm / 1_000) ** 2;
  const dischargePa = fluidDensity * GRAVITY * depthM + random.between(3e5, 15e5);
  const peakFlow = (area * Math.PI * unit.strokeM * unit.strokesPerMinute) / 60;
  const tubingArea = random.between(8.4e-4, 1.7e-3);
  const fluidN = area * dischargePa;
  const healthy: PumpingState = {
    unit,
    rods,
    fluidDensity,
    damping,
    pump: {
      plungerAreaM2: area,
      dischargePa,
      intakePa: dischargePa * random.between(0.02, 0.3),
      gasShare: random.between(0, 0.03),
      travellingLeak: peakFlow * random.between(0, 0.04),
      standingLeak: peakFlow * random.between(0, 0.02),
      spacingM: random.between(0.1, 0.3),
      tubingStiffness: well.anchored ? 2e6 : (2.06e11 * tubingArea) / depthM,
    },
    friction: { everywhereN: fluidN * random.between(0.005, 0.06), placeN: 0, place: 0.5, width: 0.1 },
    tag: { bottomM: 0, topM: 0 },
    partedAt: 1,
  };
  const pump = (changed: Partial<PumpingState['pump']>): PumpingState => ({
    ...healthy,
    pump: { ...healthy.pump, ...changed },
  });

  switch (of) {
    case 'normal':
      return healthy;
    case 'fluid-pound':
      // Pumped off: what fills the rest of the barrel is gas at next to no pressure, which gives way until the plunger meets the liquid.
      return pump({ intakePa: dischargePa * random.between(0.01, 0.05), gasShare: random.between(0.15, 0.7) });
    case 'gas-interference':
      // Gas at the pressure of a well that still stands high: it cushions the whole way down and expands on the way up.
      return pump({
        intakePa: dischargePa * random.between(0.15, 0.4),
        gasShare: random.between(0.25, 0.65),
        spacingM: random.between(0.2, 0.6),
      });
    case 'travelling-valve-leak':
      return pump({ travellingLeak: peakFlow * random.between(0.3, 1.2) });
    case 'standing-valve-leak':
      return pump({ standingLeak: peakFlow * random.between(0.3, 1.2) });
    case 'parted-rods':
      return { ...healthy, partedAt: random.between(0.3, 0.98) };
    case 'sticking': {
      const local = random.between(0, 1) < 0.5;
      return {
        ...healthy,
        friction: {
          everywhereN: fluidN * (local ? random.between(0.05, 0.2) : random.between(0.25, 0.8)),
          placeN: local ? fluidN * random.between(0.4, 1.5) : 0,
          place: random.between(0.2, 0.8),
          width: random.between(0.06, 0.15),
        },
      };
    }
    case 'plunger-tag': {
      const top = random.between(0, 1) < 0.25;
      // As far as a fifth of the fluid load up to all of it would stretch the rods: a lighter touch is not called a tag.
      const depth = random.between(0.2, 1) * fluidN * compliance(rods);
      return { ...healthy, tag: { bottomM: top ? 0 : depth, topM: top ? depth : 0 } };
    }
    default: {
      const never: never = of;
      return never;
    }
  }
}
