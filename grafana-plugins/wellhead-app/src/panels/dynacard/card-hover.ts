import type { TooltipWords } from '../chart-kit/chart-tooltip.js';
import type { Plot } from './card-plot.js';
import type { Card } from './cards-model.js';

/** A point of a card that the cursor stands on. */
export interface CardPoint {
  readonly curve: 'surface' | 'pump';
  readonly position: number;
  readonly load: number;
}

/** Every point that is drawn of a card, in the order of the stroke: the surface card, then the pump card. */
export const pointsOf = (
  card: Card | undefined,
  show: { readonly surface: boolean; readonly pump: boolean },
): readonly CardPoint[] =>
  (['surface', 'pump'] as const).flatMap((curve) =>
    card && show[curve]
      ? card[curve].x.map((position, at) => ({ curve, position, load: card[curve].y[at] as number }))
      : [],
  );

/** How far from a point the pointer still means it, in pixels. */
const REACH = 40;

/** Index of the point nearest to the pointer; undefined: none is near. Pure. */
export function nearestPoint(
  points: readonly CardPoint[],
  { x, y }: Pick<Plot, 'x' | 'y'>,
  pointer: { readonly x: number; readonly y: number },
): number | undefined {
  let best: number | undefined;
  let least = REACH ** 2;
  points.forEach(({ position, load }, at) => {
    const distance = (x.at(position) - pointer.x) ** 2 + (y.at(load) - pointer.y) ** 2;
    if (distance >= least) return;
    [best, least] = [at, distance];
  });
  return best;
}

const TITLES: Readonly<Record<CardPoint['curve'], string>> = { surface: 'Surface card', pump: 'Pump card' };

export const wordsOf = (
  { curve, position, load }: CardPoint,
  shown: { readonly position: (value: number) => string; readonly load: (value: number) => string },
): TooltipWords => ({
  heading: TITLES[curve],
  marked: [],
  lines: [
    { label: 'Position', text: shown.position(position) },
    { label: 'Load', text: shown.load(load) },
  ],
});
