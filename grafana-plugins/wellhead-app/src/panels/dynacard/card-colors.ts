import type { GrafanaTheme2 } from '@grafana/data';

/** Blue and orange of Okabe and Ito's palette, told apart by everyone; the reference is grey and dashed, the ghosts are faint. */
export const cardColors = (
  theme: GrafanaTheme2,
): { surface: string; pump: string; reference: string; grid: string; text: string } => ({
  surface: theme.isDark ? '#56b4e9' : '#0072b2',
  pump: theme.isDark ? '#f0a830' : '#a85400',
  reference: theme.colors.text.secondary,
  grid: theme.colors.border.weak,
  text: theme.colors.text.secondary,
});
