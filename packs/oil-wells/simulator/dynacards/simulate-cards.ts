import { CARD_CLASSES, type CardClass, type SurfaceCard } from '@wellhead/contracts';
import { seededRandom, type Random } from '../../../demo-kit/random.js';
import { simulateStroke, type PumpingState, type SimulatedStroke } from './simulate-card.js';
import { drawState, drawWell, type SimulatedWell, type WellRanges } from './wells.js';

/** A card as a dynamometer would have taken it, and what is true of it. Simulated: no well is behind it. */
export interface LabelledCard {
  readonly card: SurfaceCard;
  readonly label: CardClass;
  /** Cards of one well carry one number. */
  readonly well: number;
  readonly fillage: number | undefined;
  readonly stroke: SimulatedStroke;
}

export interface CardSetOptions {
  readonly seed: number;
  readonly wells: number;
  readonly ranges: WellRanges;
  /** Cards of each class a well. */
  readonly cardsAClass?: number;
  /** Noise and faults of the instrument, 1 = as described in the README; 0 = a perfect one. */
  readonly noise?: number;
}

/** Wells one after the other, each with every class. The same options give the same cards. */
export function* simulateCards({
  seed,
  wells,
  ranges,
  cardsAClass = 1,
  noise = 1,
}: CardSetOptions): Generator<LabelledCard> {
  for (let well = 0; well < wells; well++) {
    const random = seededRandom(seed * 1_000_003 + well);
    const drawn = drawWell(random, ranges);
    for (const label of CARD_CLASSES)
      for (let card = 0; card < cardsAClass; card++) {
        yield { ...takeCard(random, drawn, drawState(random, drawn, label), noise), label, well };
      }
  }
}

/** One stroke of a well in a state, as its dynamometer takes it. */
export function takeCard(
  random: Random,
  well: SimulatedWell,
  state: PumpingState,
  noise = 1,
): Pick<LabelledCard, 'card' | 'fillage' | 'stroke'> {
  const points = Math.floor(random.between(100, 201));
  const stroke = simulateStroke(state, points);
  const { rods, plungerDiameterMm, fluidDensity, unit } = well;
  const known = { rods, plungerDiameterMm, fluidDensity, strokesPerMinute: unit.strokesPerMinute };
  return { card: { ...known, ...measure(random, stroke, noise) }, fillage: stroke.fillage, stroke };
}

/** A load cell that is off by some percent and wavers, a position sensor with a little noise, a stroke that begins anywhere. */
function measure(
  random: Random,
  { positionM, loadN }: SimulatedStroke,
  noise: number,
): { positionM: number[]; loadN: number[] } {
  const span = Math.max(...loadN) - Math.min(...loadN);
  const peak = Math.max(...loadN);
  const strokeM = Math.max(...positionM);
  const gain = 1 + noise * 0.015 * random.normal();
  const offsetN = noise * 0.01 * peak * random.normal();
  const wander = noise * random.between(0.003, 0.012) * span;
  const jitter = noise * random.between(0.0005, 0.002) * strokeM;
  const first = noise > 0 ? Math.floor(random.between(0, positionM.length)) : 0;
  const from = (values: Float64Array, at: number): number => values[(at + first) % values.length] as number;
  return {
    positionM: Array.from(positionM, (_, at) => from(positionM, at) + jitter * random.normal()),
    loadN: Array.from(loadN, (_, at) => gain * from(loadN, at) + offsetN + wander * random.normal()),
  };
}
