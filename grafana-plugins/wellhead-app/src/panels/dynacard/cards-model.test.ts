import { describe, expect, it } from 'vitest';
import { plotOf } from './card-plot.js';
import { cardAt, cardsOf, referenceOf, type Cards } from './cards-model.js';
import { migrateOptions } from './options-migration.js';
import { cardFrames, DAY, START } from './testing-cards.js';
import { defaultOptions } from './types.js';

const wellsOf = (cards: Cards) => {
  if (cards.kind !== 'wells') throw new Error(cards.kind);
  return cards.wells;
};

describe('frames of dynamograms', () => {
  it('become cards by well, the oldest first, each with its curves', () => {
    const [frames, points] = cardFrames([{}, { asset: 'rp-2' }, { class: 'fluid-pound', fillage: 0.6 }]);
    const wells = wellsOf(cardsOf([points!, frames!]));
    expect(wells.map(({ asset, title, cards }) => [asset, title, cards.length])).toEqual([
      ['rp-1', 'Well 1', 2],
      ['rp-2', 'Well 2', 1],
    ]);
    const [first, second] = wells[0]!.cards;
    expect(first!.surface.x).toHaveLength(40);
    expect(first!.pump.x).toHaveLength(20);
    expect(second).toMatchObject({
      id: 'card-2',
      className: 'fluid-pound',
      diagnosis: 'Fluid pound',
      probability: 0.93,
    });
    expect(second!.figures).toEqual({ fillage: 0.6, 'most load': 42_000 });
  });

  it('are told from no frames, from other frames, and from cards without points', () => {
    expect(cardsOf([{ name: 'x', fields: [] }])).toEqual({ kind: 'empty' });
    expect(cardsOf([{ fields: [{ name: 'asset', values: ['a'] }] }])).toEqual({
      kind: 'no-cards',
      missing: ['taken at', 'card'],
    });
    const [table] = cardFrames([{}]);
    expect(cardsOf([table!])).toMatchObject({ kind: 'wells', hasPoints: false });
  });

  it('have the last normal card before one as its reference', () => {
    const [well] = wellsOf(cardsOf(cardFrames([{}, {}, { class: 'fluid-pound' }, { class: null, refused: 'no' }])));
    const cards = well!.cards;
    expect(referenceOf(cards, 3)).toMatchObject({ id: 'card-1' });
    expect(referenceOf(cards, 0)).toBeUndefined();
  });

  it('are drawn on axes that hold every card, with zero load in sight', () => {
    const [well] = wellsOf(cardsOf(cardFrames([{}, {}])));
    const plot = plotOf(well!.cards, { width: 600, height: 300 }, { surface: true, pump: true });
    expect(plot.y.domain[0]).toBeLessThanOrEqual(0);
    expect(plot.y.domain[1]).toBeGreaterThan(42_000);
    for (const x of well!.cards[0]!.surface.x) {
      expect(plot.x.at(x)).toBeGreaterThanOrEqual(plot.left);
      expect(plot.x.at(x)).toBeLessThanOrEqual(plot.left + plot.width);
    }
    expect(plotOf([], { width: 10, height: 10 }, { surface: true, pump: true }).xTicks.length).toBeGreaterThan(0);
  });
});

it('options that were saved otherwise get their defaults', () => {
  expect(migrateOptions(undefined)).toEqual(defaultOptions);
  expect(migrateOptions({ ghosts: 5_000, showPump: false, showFacts: 'yes' })).toEqual({
    ...defaultOptions,
    ghosts: 300,
    showPump: false,
  });
});

it('finds the card that was the newest at a time, and none before the first', () => {
  const found = cardsOf(cardFrames([{}, {}, {}]));
  const cards = found.kind === 'wells' ? (found.wells[0]?.cards ?? []) : [];
  expect([START - 1, START, START + 1.5 * DAY, START + 99 * DAY, undefined].map((ms) => cardAt(cards, ms))).toEqual([
    undefined,
    0,
    1,
    2,
    undefined,
  ]);
});
