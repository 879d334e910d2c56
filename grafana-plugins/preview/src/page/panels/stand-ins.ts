import type { PanelProps } from '@grafana/data';
import type { ComponentType } from 'react';
import { BarChartPanel } from './bar-chart-panel.js';
import { BarGaugePanel } from './bar-gauge-panel.js';
import { GaugePanel } from './gauge-panel.js';
import { HeatmapPanel } from './heatmap-panel.js';
import { HistogramPanel } from './histogram-panel.js';
import { InGrafanaOnly } from './in-grafana-only.js';
import { PieChartPanel } from './pie-chart-panel.js';
import { StatPanel } from './stat-panel.js';
import { StateTimelinePanel } from './state-timeline-panel.js';
import { TablePanel } from './table-panel.js';
import { TextPanel } from './text-panel.js';
import { TimeSeriesPanel } from './time-series-panel.js';
import { standInTypes, type StandInType } from './stand-in-types.js';

/** What draws Grafana's own panel types in the preview: small, but of Grafana's components and field configuration. */
export const standIns: Readonly<Record<string, ComponentType<PanelProps>>> = {
  timeseries: TimeSeriesPanel,
  trend: TimeSeriesPanel,
  stat: StatPanel,
  gauge: GaugePanel,
  bargauge: BarGaugePanel,
  table: TablePanel,
  text: TextPanel,
  barchart: BarChartPanel,
  piechart: PieChartPanel,
  heatmap: HeatmapPanel,
  histogram: HistogramPanel,
  'state-timeline': StateTimelinePanel,
  'status-history': StateTimelinePanel,
  alertlist: InGrafanaOnly,
  annolist: InGrafanaOnly,
  dashlist: InGrafanaOnly,
  logs: TablePanel,
} as const satisfies Record<StandInType, ComponentType<PanelProps>>;

export { standInTypes };
