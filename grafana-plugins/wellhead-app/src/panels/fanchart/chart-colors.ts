import type { GrafanaTheme2 } from '@grafana/data';
import type { LimitKind } from '@wellhead/contracts';
import type { BandLevel } from './types.js';

/**
 * Colours told apart by everyone: history in the text colour, the forecast in one blue whose bands differ in lightness, limits in
 * orange and vermilion that also differ in dash and carry their name (Okabe and Ito's palette).
 */
export interface ChartColors {
  readonly background: string;
  readonly history: string;
  readonly median: string;
  readonly grid: string;
  readonly text: string;
  readonly now: string;
  readonly anomaly: string;
  readonly future: string;
  band(level: BandLevel): string;
  limit(kind: LimitKind): string;
}

export function chartColors(theme: GrafanaTheme2): ChartColors {
  const dark = theme.isDark;
  const bands: Record<BandLevel, string> = dark
    ? { 0.95: '#1d3557', 0.8: '#2a5490', 0.5: '#3f79c9' }
    : { 0.95: '#d3e4f8', 0.8: '#a3c6ee', 0.5: '#6ea3e0' };
  return {
    background: theme.colors.background.primary,
    history: theme.colors.text.primary,
    median: dark ? '#a9d0ff' : '#0b4a99',
    grid: theme.colors.border.weak,
    text: theme.colors.text.secondary,
    now: dark ? '#f2cc0c' : '#00735a',
    anomaly: dark ? '#e879c8' : '#a3137f',
    future: dark ? 'rgba(204, 204, 220, 0.05)' : 'rgba(36, 41, 46, 0.04)',
    band: (level) => bands[level],
    limit: (kind) => {
      const outer = kind === 'high-high' || kind === 'low-low';
      if (dark) return outer ? '#ff7a45' : '#ffb357';
      return outer ? '#8f1d00' : '#9a5b00';
    },
  };
}

/** Dash of a limit line: the outer limits are drawn closer to solid. */
export const limitDash = (kind: LimitKind): string => (kind === 'high-high' || kind === 'low-low' ? '10 3' : '5 4');

export const limitTitle: Record<LimitKind, string> = {
  'high-high': 'High-high limit',
  high: 'High limit',
  low: 'Low limit',
  'low-low': 'Low-low limit',
};
