import type { GrafanaTheme2 } from '@grafana/data';
import type { AssetState } from './board-model.js';

/** Okabe and Ito's palette; every state is also a word and a sign. */
export const stateColors = (theme: GrafanaTheme2): Readonly<Record<AssetState, string>> =>
  theme.isDark
    ? { breached: '#ff7a45', predicted: '#ffb357', silent: '#e879c8', normal: '#56b4e9' }
    : { breached: '#8f1d00', predicted: '#9a5b00', silent: '#a3137f', normal: '#0b5f99' };

/** A sign in a square of ten: drawn, not written, for not every machine has letters for it. A hollow one is a dashed ring. */
export interface StateSign {
  readonly path: string;
  readonly hollow: boolean;
}

export const STATE_SIGNS: Readonly<Record<AssetState, StateSign>> = {
  breached: { path: 'M5 .5L9.7 9.3H.3Z', hollow: false },
  predicted: { path: 'M5 1V5H9A4 4 0 1 1 5 1Z', hollow: false },
  silent: { path: 'M5 1A4 4 0 1 1 5 9A4 4 0 1 1 5 1', hollow: true },
  normal: { path: 'M5 1A4 4 0 1 1 5 9A4 4 0 1 1 5 1', hollow: false },
};
