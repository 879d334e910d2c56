import type { SurfaceCard } from '@wellhead/contracts';
import { Tensor } from 'onnxruntime-node';
import { CARD_POINTS, HARMONICS } from './pump-card-nodes.js';
import { buoyantWeightN, GRAVITY_M_S2, rodTransfer } from './rod-waves.js';

/** What a card is measured by inside the graphs: then all wells look alike. */
export interface CardScale {
  /** Lowest position of the polished rod, m: 0 of a prepared card. */
  readonly lowestM: number;
  /** Stroke of the polished rod, m. */
  readonly strokeM: number;
  /** What the column of fluid above the plunger weighs when nothing stands below it, N. */
  readonly fluidN: number;
}

export interface PreparedCards {
  readonly feeds: { readonly position: Tensor; readonly load: Tensor; readonly transfer: Tensor };
  readonly scales: readonly CardScale[];
}

/** Brings cards to CARD_POINTS equal steps of time and to scale, takes the weight of the rods out, and reckons their transfer. */
export function prepareCards(cards: readonly SurfaceCard[]): PreparedCards {
  const position = new Float32Array(cards.length * CARD_POINTS);
  const load = new Float32Array(cards.length * CARD_POINTS);
  const width = (HARMONICS + 1) * 8;
  const transfer = new Float32Array(cards.length * width);
  const scales = cards.map((card, at): CardScale => {
    const scale = scaleOf(card);
    const { lowestM, strokeM, fluidN } = scale;
    resample(card.positionM, { from: lowestM, by: strokeM }, position, at * CARD_POINTS);
    resample(card.loadN, { from: buoyantWeightN(card.rods, card.fluidDensity), by: fluidN }, load, at * CARD_POINTS);
    const { rows } = rodTransfer(card.rods, { strokesPerMinute: card.strokesPerMinute, harmonics: HARMONICS });
    const stiffness = fluidN / strokeM;
    // Strokes a stroke and loads a load stay; strokes a load and loads a stroke change with both scales.
    for (let index = 0; index < width; index += 8) {
      const to = at * width + index;
      for (let within = 0; within < 8; within++) transfer[to + within] = rows[index + within] as number;
      for (const within of [2, 3]) transfer[to + within] = (rows[index + within] as number) * stiffness;
      for (const within of [4, 5]) transfer[to + within] = (rows[index + within] as number) / stiffness;
    }
    return scale;
  });
  return {
    feeds: {
      position: new Tensor('float32', position, [cards.length, CARD_POINTS]),
      load: new Tensor('float32', load, [cards.length, CARD_POINTS]),
      transfer: new Tensor('float32', transfer, [cards.length, HARMONICS + 1, 8]),
    },
    scales,
  };
}

function scaleOf({ positionM, rods, plungerDiameterMm, fluidDensity }: SurfaceCard): CardScale {
  let lowestM = Number.POSITIVE_INFINITY;
  let highestM = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < positionM.length; at++) {
    lowestM = Math.min(lowestM, positionM[at] as number);
    highestM = Math.max(highestM, positionM[at] as number);
  }
  const depthM = rods.reduce((sum, { lengthM }) => sum + lengthM, 0);
  const areaM2 = (Math.PI / 4) * (plungerDiameterMm / 1_000) ** 2;
  return { lowestM, strokeM: highestM - lowestM, fluidN: areaM2 * fluidDensity * GRAVITY_M_S2 * depthM };
}

/** The stroke repeats: the point after the last is the first. */
function resample(
  values: ArrayLike<number>,
  scale: { readonly from: number; readonly by: number },
  into: Float32Array,
  offset: number,
): void {
  const count = values.length;
  for (let point = 0; point < CARD_POINTS; point++) {
    const at = (point * count) / CARD_POINTS;
    const before = Math.floor(at);
    const a = values[before] as number;
    const b = values[before + 1 === count ? 0 : before + 1] as number;
    into[offset + point] = (a + (at - before) * (b - a) - scale.from) / scale.by;
  }
}
