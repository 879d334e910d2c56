import type { RodSection } from '@wellhead/contracts';
import { openChamber, type PumpConditions } from './pump.js';
import { modelRods, WAVE_VELOCITY } from './rods.js';
import { polishedRodAt, type SurfaceUnit } from './surface-unit.js';

/** Everything that decides a card. */
export interface PumpingState {
  readonly unit: SurfaceUnit;
  readonly rods: readonly RodSection[];
  readonly fluidDensity: number;
  /** Share of the critical damping of Gibbs: the rate of damping is π · wave velocity · this / (2 · length), 1/s. */
  readonly damping: number;
  readonly pump: PumpConditions;
  /** Coulomb friction of plunger in barrel, N, everywhere and in addition around one place (share of the stroke). */
  readonly friction: {
    readonly everywhereN: number;
    readonly placeN: number;
    readonly place: number;
    readonly width: number;
  };
  /** How far below (or above) the end of its stroke the plunger would go if it did not hit, m; 0 = it does not hit. */
  readonly tag: { readonly bottomM: number; readonly topM: number };
  /** Rods part at this share of the length; 1 = whole. */
  readonly partedAt: number;
}

/** One stroke in equal steps of time, from the lowest point of the polished rod. */
export interface SimulatedStroke {
  readonly positionM: Float64Array;
  readonly loadN: Float64Array;
  /** What the rods do at the pump, known only in a simulation. */
  readonly pumpPositionM: Float64Array;
  readonly pumpLoadN: Float64Array;
  /** Share of the plunger's stroke that was filled: where the travelling valve opened. Undefined where it never did. */
  readonly fillage: number | undefined;
}

const STROKES = 4;
/** Of what the plunger strikes, N/m; with the tubing's it stays below PUMP_STIFFNESS. */
const CONTACT_STIFFNESS = 1.5e6;

/**
 * Rods as masses and springs, moved by the unit above and loaded by the pump below, stepped in time until strokes repeat; the last
 * one is the card. Symplectic Euler; damping and friction are implicit, so neither can add energy.
 */
export function simulateStroke(state: PumpingState, points: number): SimulatedStroke {
  const { unit, pump, friction, tag } = state;
  const whole = modelRods(state.rods, state.fluidDensity);
  const parted = state.partedAt < 1;
  const rods = parted ? modelRods(shortened(state.rods, state.partedAt * whole.lengthM), state.fluidDensity) : whole;
  const { masses, springs } = rods;
  const last = masses.length - 1;
  const periodS = 60 / unit.strokesPerMinute;
  const steps = Math.ceil(periodS / rods.stepS);
  const stepS = periodS / steps;
  const decay = 1 / (1 + ((Math.PI * WAVE_VELOCITY * state.damping) / (2 * whole.lengthM)) * stepS);
  const place = new Float64Array(masses.length);
  const speed = new Float64Array(masses.length);

  const chamber = openChamber(pump, pump.spacingM);
  let floor = -pump.spacingM;
  let bottomStop = Number.NEGATIVE_INFINITY;
  let topStop = Number.POSITIVE_INFINITY;
  let low = 0;
  let high = unit.strokeM;
  const surface = { place: new Float64Array(steps), load: new Float64Array(steps) };
  const below = { place: new Float64Array(steps), load: new Float64Array(steps), discharging: new Uint8Array(steps) };
  let before = 0;

  for (let stroke = 0; stroke < STROKES; stroke++) {
    if (stroke > 0) floor = low - pump.spacingM;
    if (stroke === STROKES - 2) {
      if (tag.bottomM > 0) bottomStop = low + tag.bottomM;
      if (tag.topM > 0) topStop = high - tag.topM;
    }
    const wasLow = low;
    const wasHigh = high;
    low = Number.POSITIVE_INFINITY;
    high = Number.NEGATIVE_INFINITY;
    for (let step = 0; step < steps; step++) {
      const bottom = place[last] as number;
      let load = parted ? 0 : chamber.loadAt(Math.max(0.01, bottom - floor), stepS);
      if (bottom < bottomStop) load -= CONTACT_STIFFNESS * (bottomStop - bottom);
      if (bottom > topStop) load += CONTACT_STIFFNESS * (bottom - topStop);
      for (let node = 1; node <= last; node++) {
        const above = (springs[node - 1] as number) * ((place[node - 1] as number) - (place[node] as number));
        const under =
          node === last ? load : (springs[node] as number) * ((place[node] as number) - (place[node + 1] as number));
        speed[node] = ((speed[node] as number) + (stepS * (above - under)) / (masses[node] as number)) * decay;
      }
      // Friction takes away as much speed as it can in this step, never more than there is.
      const around = ((bottom - wasLow) / Math.max(0.1, wasHigh - wasLow) - friction.place) / friction.width;
      const grip = friction.everywhereN + friction.placeN * Math.exp(-0.5 * around * around);
      const free = speed[last] as number;
      const most = (grip * stepS) / (masses[last] as number);
      const held = parted ? 0 : Math.max(-most, Math.min(most, free));
      speed[last] = free - held;
      for (let node = 1; node <= last; node++) place[node] = (place[node] as number) + stepS * (speed[node] as number);

      const position = polishedRodAt(unit, ((step + 1) * periodS) / steps);
      const velocity = (position - (place[0] as number)) / stepS;
      const pull = ((masses[0] as number) * (velocity - before)) / stepS;
      before = velocity;
      place[0] = position;
      surface.place[step] = position;
      surface.load[step] = rods.weightN + pull + (springs[0] as number) * (position - (place[1] as number));
      below.place[step] = place[last] as number;
      below.load[step] = load + (held * (masses[last] as number)) / stepS;
      below.discharging[step] = chamber.discharging ? 1 : 0;
      low = Math.min(low, place[last] as number);
      high = Math.max(high, place[last] as number);
    }
  }

  const take = (values: Float64Array): Float64Array =>
    Float64Array.from({ length: points }, (_, point) => {
      const at = (point * steps) / points;
      const from = Math.floor(at);
      const a = values[from] as number;
      return a + (at - from) * ((values[(from + 1) % steps] as number) - a);
    });
  return {
    positionM: take(surface.place),
    loadN: take(surface.load),
    pumpPositionM: take(below.place),
    pumpLoadN: take(below.load),
    fillage: parted ? undefined : fillageOf(below, low, high),
  };
}

function shortened(rods: readonly RodSection[], lengthM: number): readonly RodSection[] {
  const kept: RodSection[] = [];
  let left = lengthM;
  for (const section of rods) {
    if (left <= 0) break;
    kept.push({ ...section, lengthM: Math.min(section.lengthM, left) });
    left -= section.lengthM;
  }
  return kept;
}

function fillageOf(
  below: { place: Float64Array; discharging: Uint8Array },
  low: number,
  high: number,
): number | undefined {
  let opened: number | undefined;
  below.discharging.forEach((open, at) => {
    if (open === 1) opened = Math.max(opened ?? Number.NEGATIVE_INFINITY, below.place[at] as number);
  });
  return opened === undefined ? undefined : Math.min(1, (opened - low) / (high - low));
}
