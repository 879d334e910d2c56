import { z } from 'zod';
import type { CardClass } from './card-classes.js';

/** Words of dynamograms: the load on the polished rod of a rod pump over its position, one closed curve a stroke. */

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

/** The columns that the record type of a dynamogram has; a pack may have more. Points in equal steps of time over one stroke. */
export const DYNACARD_COLUMNS = [
  'id',
  'well_id',
  'taken_at',
  'strokes_per_minute',
  'position_m',
  'load_n',
  'rods',
  'plunger_diameter_mm',
  'fluid_density_kg_m3',
] as const;

/** The queue of diagnoses: a job there diagnoses what has come since the last one. */
export const DIAGNOSE_QUEUE = 'diagnose-dynacards';
export const diagnoseJobSchema = z.object({
  reason: z.string().default('schedule'),
  pack: z.string().optional().describe('default: every pack that names record types of dynamograms'),
});
export type DiagnoseJob = z.infer<typeof diagnoseJobSchema>;
export type DiagnoseJobInput = z.input<typeof diagnoseJobSchema>;

/** A card with what was found in it, as it is kept. */
export interface DiagnosedCard {
  readonly recordType: string;
  readonly cardId: string;
  readonly asset: string;
  readonly takenAtMs: number;
  /** When the version of the card that was diagnosed was received. */
  readonly receivedAtMs: number;
  readonly model: string;
  readonly found:
    | { readonly kind: 'refused'; readonly reason: string }
    | {
        readonly kind: 'diagnosed';
        readonly class: CardClass;
        /** In the order of CARD_CLASSES. */
        readonly probabilities: readonly number[];
        readonly ruleClass: CardClass;
        readonly ruleWords: string;
        readonly fillage: number | null;
        readonly pumpStrokeM: number;
        readonly fluidLoadN: number;
        readonly pumpPositionM: readonly number[];
        readonly pumpLoadN: readonly number[];
        /** Least and most load of the polished rod, N. */
        readonly leastLoadN: number;
        readonly mostLoadN: number;
      };
}
