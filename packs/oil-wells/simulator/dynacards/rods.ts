import type { RodSection } from '@wellhead/contracts';

/** Young's modulus of steel, Pa, and density of rods with their couplings, kg/m³: together the 4,968 m/s (16,300 ft/s) of API RP 11L. */
const MODULUS = 2.105e11;
const DENSITY = 8_530;
const STEEL_DENSITY = 7_850;
export const GRAVITY = 9.80665;

/** Velocity of waves in the rods, m/s. */
export const WAVE_VELOCITY = Math.sqrt(MODULUS / DENSITY);

/** The stiffest that a pump and its stop may be together for the last mass of the rods, N/m; `stepS` is short enough for it. */
export const PUMP_STIFFNESS = 3.5e6;

/** A rod string as masses joined by springs, from the polished rod down. */
export interface RodModel {
  /** kg; one more than springs. */
  readonly masses: Float64Array;
  /** N/m */
  readonly springs: Float64Array;
  readonly lengthM: number;
  /** Weight in fluid, N. */
  readonly weightN: number;
  /** Four fifths of the longest step that stays stable, by the waves in the rods and by what the pump may do to the last mass, s. */
  readonly stepS: number;
}

/** Segments as close to `segmentM` as the sections allow. */
export function modelRods(sections: readonly RodSection[], fluidDensity: number, segmentM = 60): RodModel {
  const segments: { length: number; area: number }[] = [];
  for (const { lengthM, diameterMm } of sections) {
    const count = Math.max(1, Math.round(lengthM / segmentM));
    const area = (Math.PI / 4) * (diameterMm / 1_000) ** 2;
    for (let at = 0; at < count; at++) segments.push({ length: lengthM / count, area });
  }
  const masses = new Float64Array(segments.length + 1);
  const springs = new Float64Array(segments.length);
  let lengthM = 0;
  let massKg = 0;
  let shortestM = Number.POSITIVE_INFINITY;
  segments.forEach(({ length, area }, at) => {
    const mass = DENSITY * area * length;
    masses[at] = (masses[at] ?? 0) + mass / 2;
    masses[at + 1] = mass / 2;
    springs[at] = (MODULUS * area) / length;
    lengthM += length;
    massKg += mass;
    shortestM = Math.min(shortestM, length);
  });
  return {
    masses,
    springs,
    lengthM,
    weightN: massKg * GRAVITY * (1 - fluidDensity / STEEL_DENSITY),
    stepS:
      0.8 *
      Math.min(
        shortestM / WAVE_VELOCITY,
        2 * Math.sqrt((masses.at(-1) as number) / ((springs.at(-1) as number) + PUMP_STIFFNESS)),
      ),
  };
}
