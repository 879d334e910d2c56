import type { LimitFrameMeta, TitlesFrameMeta } from '@wellhead/contracts';
import type { AssetState, Tile } from './board-model.js';

/** What a tile says. Pure. */

export const STATE_TITLES: Readonly<Record<AssetState, string>> = {
  breached: 'Limit breached',
  predicted: 'Breach predicted',
  silent: 'Silent',
  normal: 'Normal',
};

const LIMIT_WORDS: Readonly<Record<LimitFrameMeta['kind'], string>> = {
  'high-high': 'high-high limit',
  high: 'high limit',
  low: 'low limit',
  'low-low': 'low-low limit',
};

const UNITS: readonly (readonly [number, string])[] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
];

/** A span of time in its largest unit: “3 h”. */
export function spanText(ms: number): string {
  const [length, unit] = UNITS.find(([each]) => ms >= each) ?? [1_000, 's'];
  return `${Math.floor(ms / length)} ${unit}`;
}

export interface TileWords {
  readonly state: string;
  /** Which limit, and when: under the state. */
  readonly why: string;
  readonly value: string;
  readonly age: string;
  /** All of it, for tooltip and screen reader. */
  readonly sentence: string;
}

export function wordsOf(tile: Tile, value: string, nowMs: number): TileWords {
  const { worst, state } = tile;
  const limit = worst.limit === undefined ? 'limit' : LIMIT_WORDS[worst.limit];
  const why = whyOf(tile, limit, nowMs);
  const age = `${spanText(tile.ageMs)} ago`;
  const more = tile.signals > 1 ? `, the most urgent of ${tile.signals} signals` : '';
  return {
    state: STATE_TITLES[state],
    why,
    value,
    age,
    sentence: `${tile.title}: ${STATE_TITLES[state]}${why === '' ? '' : `, ${why}`}. ${worst.titles.signal} ${value}${more}. Last reading ${age}.`,
  };
}

/** Over the tiles of a group: its name, how many, and how well they fit into it. */
export function groupHeading(name: string | undefined, count: number, silhouette: number | undefined): string {
  const fit = silhouette === undefined ? '' : `, silhouette ${silhouette.toFixed(2)}`;
  return `${name ?? 'No group'} (${count}${fit})`;
}

/** The title of a signal without that of its asset, which the tile says already: "Octane RON of Tank 101" is "Octane RON". */
export const withoutAsset = ({ signal, asset }: TitlesFrameMeta): string => {
  for (const word of [' of ', ' in '])
    if (signal.includes(`${word}${asset}`)) return signal.replace(`${word}${asset}`, '');
  return signal;
};

function whyOf({ state, worst }: Tile, limit: string, nowMs: number): string {
  switch (state) {
    case 'breached':
      return limit;
    case 'predicted': {
      const { breach } = worst;
      if (!breach) return limit;
      const told = [
        breach.probability === undefined ? '' : `${Math.round(breach.probability * 100)} %`,
        breach.uncalibrated ? 'uncalibrated' : '',
      ].filter((part) => part !== '');
      return `${limit} in ${spanText(breach.atMs - nowMs)}${told.length > 0 ? ` (${told.join(', ')})` : ''}`;
    }
    case 'silent':
      return `no reading for ${spanText(nowMs - worst.lastMs)}`;
    case 'normal':
      return '';
    default:
      return state satisfies never;
  }
}
