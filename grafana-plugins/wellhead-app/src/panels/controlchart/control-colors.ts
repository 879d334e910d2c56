import type { GrafanaTheme2 } from '@grafana/data';

/** Okabe and Ito's palette: what breaks a rule also has a ring and the number of its rule, limits their dash. */
export const controlColors = (theme: GrafanaTheme2) => ({
  line: theme.colors.text.primary,
  centre: theme.isDark ? '#56b4e9' : '#0072b2',
  limit: theme.isDark ? '#ffb357' : '#9a5b00',
  zone: theme.colors.border.medium,
  specification: theme.isDark ? '#e879c8' : '#a3137f',
  violation: theme.isDark ? '#ff7a45' : '#8f1d00',
  grid: theme.colors.border.weak,
  text: theme.colors.text.secondary,
  background: theme.colors.background.primary,
});
export type ControlColors = ReturnType<typeof controlColors>;
