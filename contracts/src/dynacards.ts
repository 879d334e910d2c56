import { z } from 'zod';

/** Words of dynamograms: the load on the polished rod of a rod pump over its position, one closed curve a stroke. */

export const CARD_CLASSES = [
  'normal',
  'fluid-pound',
  'gas-interference',
  'travelling-valve-leak',
  'standing-valve-leak',
  'parted-rods',
  'sticking',
  'plunger-tag',
] as const;
export type CardClass = (typeof CARD_CLASSES)[number];

export const CARD_CLASS_TITLES: Readonly<Record<CardClass, string>> = {
  normal: 'Normal',
  'fluid-pound': 'Fluid pound',
  'gas-interference': 'Gas interference',
  'travelling-valve-leak': 'Travelling valve leak',
  'standing-valve-leak': 'Standing valve leak',
  'parted-rods': 'Parted rods',
  sticking: 'Sticking',
  'plunger-tag': 'Plunger tag',
};

/** A length of rods of one diameter. */
export const rodSectionSchema = z.object({
  length_m: z.number().positive().max(6_000),
  diameter_mm: z.number().min(10).max(60),
});
export interface RodSection {
  readonly lengthM: number;
  readonly diameterMm: number;
}

/** What is known of a well apart from its cards. */
export interface PumpedWell {
  /** From the surface down. */
  readonly rods: readonly RodSection[];
  readonly plungerDiameterMm: number;
  /** Density of what stands in the tubing, kg/m³. */
  readonly fluidDensity: number;
}

/** One stroke as a dynamometer takes it: equal steps of time, position upwards from the lowest point, load of the polished rod. */
export interface SurfaceCard extends PumpedWell {
  readonly strokesPerMinute: number;
  readonly positionM: ArrayLike<number>;
  readonly loadN: ArrayLike<number>;
}

/** The card at the pump: position of the plunger, effective load (what the fluid and friction pull; the rods' own weight is taken out). */
export interface PumpCard {
  readonly positionM: ArrayLike<number>;
  readonly loadN: ArrayLike<number>;
}
