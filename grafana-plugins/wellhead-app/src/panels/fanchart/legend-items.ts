import type { ChartColors } from './chart-colors.js';
import type { LegendItem } from '../chart-kit/chart-legend.js';
import { percent } from './chart-words.js';
import { bandKey } from './drawing.js';
import type { SignalPicture } from './picture-model.js';
import type { FanChartOptions } from './types.js';

/** What the legend lists: only what the frames hold and the options allow. */
export function legendItemsOf(picture: SignalPicture, options: FanChartOptions, colors: ChartColors): LegendItem[] {
  const items: LegendItem[] = [];
  if (picture.history.length > 0)
    items.push({ key: 'history', label: 'Measured', color: colors.history, shape: 'line' });
  const points = picture.vintages.flatMap((vintage) => vintage.points);
  if (points.some(({ median }) => median !== null)) {
    items.push({ key: 'median', label: 'Forecast (median)', color: colors.median, shape: 'dash' });
  }
  for (const level of [0.5, 0.8, 0.95] as const) {
    const drawn = points.some(({ bands }) => bands.some((band) => band.level === level));
    if (drawn && options.bands.includes(level)) {
      items.push({
        key: bandKey(level),
        label: `${percent(level)} interval`,
        color: colors.band(level),
        shape: 'area',
      });
    }
  }
  if (options.showLimits && picture.limits.length > 0) {
    items.push({ key: 'limits', label: 'Limits', color: colors.limit('high'), shape: 'dash' });
  }
  if (picture.anomalies.length > 0) {
    items.push({ key: 'anomalies', label: 'Anomalies', color: colors.anomaly, shape: 'ring' });
  }
  return items;
}
