import type { GrafanaTheme2 } from '@grafana/data';
import type { AssetState } from './board-model.js';

/** Okabe and Ito's palette; every state is also a word and a sign. */
export const stateColors = (theme: GrafanaTheme2): Readonly<Record<AssetState, string>> =>
  theme.isDark
    ? { breached: '#ff7a45', predicted: '#ffb357', silent: '#e879c8', normal: '#56b4e9' }
    : { breached: '#b93d00', predicted: '#8f5b00', silent: '#a3137f', normal: '#0b5f99' };

export const STATE_SIGNS: Readonly<Record<AssetState, string>> = {
  breached: '▲',
  predicted: '◔',
  silent: '◌',
  normal: '●',
};
