import type { GrafanaTheme2, ThresholdsConfig } from '@grafana/data';
import type { ThresholdLine } from './chart-svg.js';

/** Absolute thresholds of the field config as lines; the base step has no value to draw. */
export function thresholdLinesOf(thresholds: ThresholdsConfig | undefined, theme: GrafanaTheme2): ThresholdLine[] {
  if (!thresholds || String(thresholds.mode) !== 'absolute') return [];
  return thresholds.steps
    .filter(({ value }) => typeof value === 'number' && Number.isFinite(value))
    .map(({ value, color }) => ({ value, color: theme.visualization.getColorByName(color) }));
}
