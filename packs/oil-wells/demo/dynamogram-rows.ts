import { CARD_CLASSES, type CardClass } from '@wellhead/contracts';
import { seededRandom } from '../../demo-kit/random.js';
import { takeCard } from '../simulator/dynacards/simulate-cards.js';
import { drawState, drawWell, TRAINING_WELLS } from '../simulator/dynacards/wells.js';

/** A record of the type `dynamograms`. */
export interface DynamogramRow {
  readonly id: string;
  readonly well_id: string;
  readonly taken_at: string;
  readonly strokes_per_minute: number;
  readonly position_m: readonly number[];
  readonly load_n: readonly number[];
  readonly rods: readonly { readonly length_m: number; readonly diameter_mm: number }[];
  readonly plunger_diameter_mm: number;
  readonly fluid_density_kg_m3: number;
  readonly description: string;
}

const FIRST_WELL = 201;
const EVERY_MS = 6 * 3_600_000;

/**
 * Simulated cards of eight wells, one each six hours until `untilMs`: every well is healthy at first; in the last third each comes to another of
 * the eight states. The same seed gives the same cards.
 */
export function* dynamogramRows({
  untilMs,
  days,
  seed = 1,
}: {
  readonly untilMs: number;
  readonly days: number;
  readonly seed?: number;
}): Generator<DynamogramRow> {
  const count = Math.floor((days * 86_400_000) / EVERY_MS);
  const last = Math.floor(untilMs / EVERY_MS) * EVERY_MS;
  for (const [at, comesTo] of CARD_CLASSES.entries()) {
    const random = seededRandom(seed * 1_000_003 + at);
    const well = drawWell(random, TRAINING_WELLS);
    const states: Partial<Record<CardClass, ReturnType<typeof drawState>>> = {};
    for (let card = 0; card < count; card++) {
      const label: CardClass = card < (count * 2) / 3 ? 'normal' : comesTo;
      const state = (states[label] ??= drawState(random, well, label));
      const { card: taken } = takeCard(random, well, state);
      const takenAtMs = last - (count - 1 - card) * EVERY_MS;
      yield {
        id: `rp-${FIRST_WELL + at}-${new Date(takenAtMs).toISOString().slice(0, 13)}`,
        well_id: `rp-${FIRST_WELL + at}`,
        taken_at: new Date(takenAtMs).toISOString(),
        strokes_per_minute: Number(taken.strokesPerMinute.toFixed(2)),
        position_m: Array.from(taken.positionM, (value) => Number(value.toFixed(4))),
        load_n: Array.from(taken.loadN, (value) => Math.round(value)),
        rods: taken.rods.map(({ lengthM, diameterMm }) => ({
          length_m: Number(lengthM.toFixed(1)),
          diameter_mm: diameterMm,
        })),
        plunger_diameter_mm: taken.plungerDiameterMm,
        fluid_density_kg_m3: Math.round(taken.fluidDensity),
        description: 'Simulated.',
      };
    }
  }
}
