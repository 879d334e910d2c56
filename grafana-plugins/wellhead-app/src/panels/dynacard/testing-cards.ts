/** Frames as the data source returns them for a query `dynacards`, for tests. */
export const DAY = 86_400_000;
export const START = Date.UTC(2026, 4, 1);

export interface TestCard {
  readonly asset?: string;
  readonly class?: string | null;
  readonly refused?: string | null;
  readonly fillage?: number | null;
}

const TITLES: Readonly<Record<string, string>> = { normal: 'Normal', 'fluid-pound': 'Fluid pound' };

export function cardFrames(cards: readonly TestCard[], points = 40) {
  const text = (name: string, values: readonly (string | null)[]) => ({ name, type: 'string', values });
  const number = (name: string, unit: string, values: readonly (number | null)[]) => ({
    name,
    type: 'number',
    values,
    config: { unit },
  });
  const classes = cards.map((card) => (card.class === undefined ? 'normal' : card.class));
  const titles = classes.map((name) => (name === null ? null : (TITLES[name] ?? name)));
  const table = {
    name: 'dynacards',
    fields: [
      { name: 'taken at', type: 'time', values: cards.map((_, at) => START + at * DAY) },
      text(
        'asset',
        cards.map(({ asset }) => asset ?? 'rp-1'),
      ),
      text(
        'well',
        cards.map(({ asset }) => `Well ${(asset ?? 'rp-1').slice(3)}`),
      ),
      text(
        'card',
        cards.map((_, at) => `card-${at}`),
      ),
      text('class', classes),
      text('diagnosis', titles),
      number(
        'probability',
        'percentunit',
        classes.map((name) => (name === null ? null : 0.93)),
      ),
      text(
        'rule',
        titles.map((title, at) => (at === 1 ? 'Gas interference' : title)),
      ),
      text(
        'why',
        classes.map((name) => (name === null ? null : `The load says ${name}.`)),
      ),
      number(
        'fillage',
        'percentunit',
        cards.map(({ fillage }) => (fillage === undefined ? 0.97 : fillage)),
      ),
      number(
        'most load',
        'forceN',
        cards.map(() => 42_000),
      ),
      text(
        'refused',
        cards.map(({ refused }) => refused ?? null),
      ),
    ],
  };
  const rows = cards.flatMap((_, card) =>
    Array.from({ length: points }, (__, point) => ({ card, angle: (2 * Math.PI * point) / points })),
  );
  const pointsFrame = {
    name: 'dynacard points',
    fields: [
      number(
        'card',
        'none',
        rows.map(({ card }) => card),
      ),
      number(
        'surface position',
        'lengthm',
        rows.map(({ angle }) => 1.5 - 1.5 * Math.cos(angle)),
      ),
      number(
        'surface load',
        'forceN',
        rows.map(({ angle }) => 30_000 + 12_000 * Math.sin(angle)),
      ),
      number(
        'pump position',
        'lengthm',
        rows.map(({ angle }, at) => (at % points < points / 2 ? 1.2 - Math.cos(angle) : null)),
      ),
      number(
        'pump load',
        'forceN',
        rows.map(({ angle }, at) => (at % points < points / 2 ? 9_000 * Math.sin(angle) : null)),
      ),
    ],
  };
  return [table, pointsFrame];
}
