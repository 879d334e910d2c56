import type { QueryInput } from '@wellhead/contracts';
import { linked } from './links.js';
import { allAtOnce, legendBelow } from './looks.js';
import { type Chosen, query, telemetry } from './query.js';
import { common, type dashboard, timeseries } from './sdk.js';

interface Shown {
  /** Without one, that of the data. */
  readonly unit?: string;
  readonly decimals?: number;
  /** Name of each series, such as `${__field.labels.asset}`. */
  readonly name?: string;
  /** Said where there is no value. */
  readonly none?: string;
}

const REF_IDS = ['A', 'B', 'C', 'D', 'E'] as const;

/** Bold lines over time, for a few series with few values. */
export const lines = (
  id: number,
  title: string,
  description: string,
  position: dashboard.GridPos,
  asked: QueryInput | readonly QueryInput[],
  { unit, decimals, name, none = '–' }: Shown = {},
): timeseries.PanelBuilder => {
  const panel = new timeseries.PanelBuilder()
    .id(id)
    .title(title)
    .description(description)
    .gridPos(position)
    .noValue(none)
    .lineWidth(2)
    .fillOpacity(8)
    .showPoints(common.VisibilityMode.Auto)
    .legend(legendBelow())
    .tooltip(allAtOnce());
  for (const [index, one] of [asked].flat().entries()) panel.withTarget(query(REF_IDS[index] ?? `A${index}`, one));
  if (unit !== undefined) panel.unit(unit);
  if (decimals !== undefined) panel.decimals(decimals);
  if (name !== undefined) panel.displayName(name);
  return panel;
};

/** Every reading of signals; each line leads to the page of its signal. */
export const readings = (
  id: number,
  title: string,
  description: string,
  position: dashboard.GridPos,
  chosen: Chosen,
  shown: Shown = {},
): timeseries.PanelBuilder => linked(lines(id, title, description, position, telemetry('raw', chosen), shown));

/** Thin lines without area, for many series or many values. */
export const curves = (...all: Parameters<typeof lines>): timeseries.PanelBuilder =>
  lines(...all)
    .lineWidth(1)
    .fillOpacity(0);

/** Bars over time, stacked; the legend tells the sum of each series. */
export const bars = (...all: Parameters<typeof lines>): timeseries.PanelBuilder =>
  lines(...all)
    .min(0)
    .drawStyle(common.GraphDrawStyle.Bars)
    .lineWidth(0)
    .fillOpacity(80)
    .showPoints(common.VisibilityMode.Never)
    .stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal).group('A'))
    .legend(legendBelow(['sum']));

/** How unusual readings were, over time. */
export const anomalyScores = (
  id: number,
  position: dashboard.GridPos,
  chosen: Chosen = {},
  name = '${__field.labels.asset} ${__field.labels.signal} ${__field.labels.score}',
): timeseries.PanelBuilder =>
  linked(
    curves(
      id,
      'Anomaly scores',
      'Distance of each reading from what was expected, in spreads (z), and what has added up (CUSUM).',
      position,
      { queryType: 'anomaly', ...chosen },
      { decimals: 1, name },
    ),
  );
