/** Frames of the data source → cards by well. Pure; knows nothing of Grafana but the shape of a frame. */

export interface CardField {
  readonly name: string;
  readonly values: ArrayLike<unknown>;
}
export interface CardFrame {
  readonly name?: string | undefined;
  readonly fields: readonly CardField[];
}

export interface Curve {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

export interface Card {
  readonly id: string;
  readonly takenAtMs: number;
  readonly surface: Curve;
  readonly pump: Curve;
  /** Undefined: not diagnosed; `refused` says why. */
  readonly className: string | undefined;
  readonly diagnosis: string | undefined;
  readonly probability: number | undefined;
  readonly rule: string | undefined;
  readonly why: string | undefined;
  readonly refused: string | undefined;
  /** Figures by the name of their field: fillage, loads, strokes. */
  readonly figures: Readonly<Record<string, number>>;
}

export interface WellCards {
  readonly asset: string;
  readonly title: string;
  /** The oldest first. */
  readonly cards: readonly Card[];
}

export type Cards =
  | { readonly kind: 'empty' }
  | { readonly kind: 'no-cards'; readonly missing: readonly string[] }
  | { readonly kind: 'wells'; readonly wells: readonly WellCards[]; readonly hasPoints: boolean };

const NEEDED = ['taken at', 'asset', 'card'];
export const FIGURES = [
  'fillage',
  'strokes per minute',
  'pump stroke',
  'least load',
  'most load',
  'fluid load',
] as const;

export function cardsOf(frames: readonly CardFrame[]): Cards {
  const filled = frames.filter(({ fields }) => fields.length > 0 && (fields[0]?.values.length ?? 0) > 0);
  if (filled.length === 0) return { kind: 'empty' };
  const table = filled.find((frame) => NEEDED.every((name) => frame.fields.some((field) => field.name === name)));
  if (!table) {
    const names = new Set(filled.flatMap(({ fields }) => fields.map(({ name }) => name)));
    return { kind: 'no-cards', missing: NEEDED.filter((name) => !names.has(name)) };
  }
  const column = (name: string): ArrayLike<unknown> => table.fields.find((field) => field.name === name)?.values ?? [];
  const text = (name: string, at: number): string | undefined => {
    const value = column(name)[at];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const points = filled.find((frame) => frame !== table && frame.fields.some(({ name }) => name === 'surface load'));
  const curves = points ? curvesOf(points) : new Map<number, { surface: Curve; pump: Curve }>();
  const wells = new Map<string, { title: string; cards: Card[] }>();
  const count = column('card').length;
  for (let at = 0; at < count; at++) {
    const asset = text('asset', at) ?? '';
    const well = wells.get(asset) ?? { title: text('well', at) ?? asset, cards: [] };
    wells.set(asset, well);
    const probability = column('probability')[at];
    well.cards.push({
      id: String(column('card')[at]),
      takenAtMs: Number(column('taken at')[at]),
      surface: curves.get(at)?.surface ?? NO_CURVE,
      pump: curves.get(at)?.pump ?? NO_CURVE,
      className: text('class', at),
      diagnosis: text('diagnosis', at) ?? text('class', at),
      probability: typeof probability === 'number' ? probability : undefined,
      rule: text('rule', at),
      why: text('why', at),
      refused: text('refused', at),
      figures: Object.fromEntries(
        FIGURES.flatMap((name) => {
          const value = column(name)[at];
          return typeof value === 'number' && Number.isFinite(value) ? [[name, value]] : [];
        }),
      ),
    });
  }
  return {
    kind: 'wells',
    hasPoints: points !== undefined,
    wells: [...wells].map(([asset, { title, cards }]) => ({
      asset,
      title,
      cards: cards.toSorted((a, b) => a.takenAtMs - b.takenAtMs),
    })),
  };
}

const NO_CURVE: Curve = { x: [], y: [] };

function curvesOf(frame: CardFrame): Map<number, { surface: Curve; pump: Curve }> {
  const column = (name: string): ArrayLike<unknown> => frame.fields.find((field) => field.name === name)?.values ?? [];
  const card = column('card');
  const columns = ['surface position', 'surface load', 'pump position', 'pump load'].map(column);
  const found = new Map<number, { surface: { x: number[]; y: number[] }; pump: { x: number[]; y: number[] } }>();
  for (let row = 0; row < card.length; row++) {
    const key = Number(card[row]);
    const curves = found.get(key) ?? { surface: { x: [], y: [] }, pump: { x: [], y: [] } };
    found.set(key, curves);
    const [sx, sy, px, py] = columns.map((values) => values[row]);
    if (typeof sx === 'number' && typeof sy === 'number') {
      curves.surface.x.push(sx);
      curves.surface.y.push(sy);
    }
    if (typeof px === 'number' && typeof py === 'number') {
      curves.pump.x.push(px);
      curves.pump.y.push(py);
    }
  }
  return found;
}

/** The card that was the newest one at a time, ms; undefined: none was there yet. Cards ascend. */
export function cardAt(cards: readonly Card[], timeMs: number | undefined): number | undefined {
  const found = timeMs === undefined ? -1 : cards.findLastIndex(({ takenAtMs }) => takenAtMs <= timeMs);
  return found < 0 ? undefined : found;
}

/** The newest card before `at` that was diagnosed normal: what the well looks like when it is well. */
export function referenceOf(cards: readonly Card[], at: number): Card | undefined {
  for (let earlier = at - 1; earlier >= 0; earlier--) if (cards[earlier]?.className === 'normal') return cards[earlier];
  return undefined;
}
