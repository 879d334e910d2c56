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
 * Simulated cards of eight wells, one each six hours over `days` until `untilMs`. Every well is healthy for two thirds of a turn and then comes to another
 * of the eight states; turns end at `originMs` and go on from there. A card depends on its time, the origin and the seed alone.
 */
export function* dynamogramRows({
  untilMs,
  days,
  turnDays = days,
  originMs = untilMs,
  seed = 1,
}: {
  readonly untilMs: number;
  readonly days: number;
  readonly turnDays?: number;
  readonly originMs?: number;
  readonly seed?: number;
}): Generator<DynamogramRow> {
  const cardsATurn = Math.floor((turnDays * 86_400_000) / EVERY_MS);
  const origin = Math.floor(originMs / EVERY_MS);
  const last = Math.floor(untilMs / EVERY_MS);
  const first = last - Math.floor((days * 86_400_000) / EVERY_MS) + 1;
  for (const [at, comesTo] of CARD_CLASSES.entries()) {
    const own = seed * 1_000_003 + at;
    const well = drawWell(seededRandom(own), TRAINING_WELLS);
    for (let card = first; card <= last; card += 1) {
      const turn = Math.floor((card - origin - 1) / cardsATurn);
      const inTurn = card - origin - 1 - turn * cardsATurn;
      const label: CardClass = inTurn < (cardsATurn * 2) / 3 ? 'normal' : comesTo;
      const state = drawState(seededRandom(own + 8 * (turn + 1) + (label === 'normal' ? 0 : 4_000_037)), well, label);
      const { card: taken } = takeCard(seededRandom(own + 8 * card), well, state);
      const takenAt = new Date(card * EVERY_MS).toISOString();
      yield {
        id: `rp-${FIRST_WELL + at}-${takenAt.slice(0, 13)}`,
        well_id: `rp-${FIRST_WELL + at}`,
        taken_at: takenAt,
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
