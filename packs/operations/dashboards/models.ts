import type { QueryInput } from '@wellhead/contracts';
import { at, finished, fixedColor, legendBelow, reduced } from '../../dashboard-kit/parts.js';
import { query } from '../../dashboard-kit/query.js';
import { common, dashboard, stat, timeseries } from '../../dashboard-kit/sdk.js';
import { backtests, models, signals } from './model-tables.js';

type Metric = NonNullable<Extract<QueryInput, { queryType: 'scorecard' }>['metric']>;

/** One figure of all published forecasts together. */
const figure = (
  id: number,
  title: string,
  description: string,
  position: dashboard.GridPos,
  shown: { readonly metric: Metric; readonly unit: string; readonly decimals: number; readonly color: string },
): stat.PanelBuilder =>
  new stat.PanelBuilder()
    .id(id)
    .title(title)
    .description(description)
    .gridPos(position)
    .withTarget(query('A', { queryType: 'scorecard', view: 'numbers', by: 'all', metric: shown.metric }))
    .unit(shown.unit)
    .decimals(shown.decimals)
    .colorScheme(fixedColor(shown.color))
    .colorMode(common.BigValueColorMode.Value)
    .graphMode(common.BigValueGraphMode.None)
    .justifyMode(common.BigValueJustifyMode.Auto)
    .textMode(common.BigValueTextMode.Value)
    .reduceOptions(reduced('lastNotNull'));

/** One figure of each model by day. */
const byDay = (
  id: number,
  title: string,
  description: string,
  position: dashboard.GridPos,
  shown: { readonly metric: Metric; readonly unit: string },
): timeseries.PanelBuilder =>
  new timeseries.PanelBuilder()
    .id(id)
    .title(title)
    .description(description)
    .gridPos(position)
    .withTarget(query('A', { queryType: 'scorecard', view: 'series', by: 'model', metric: shown.metric }))
    .unit(shown.unit)
    .decimals(2)
    .displayName('${__field.labels.model}')
    .lineWidth(2)
    .fillOpacity(0)
    .showPoints(common.VisibilityMode.Auto)
    .legend(legendBelow())
    .tooltip(
      new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.Descending),
    );

const scores = (): timeseries.PanelBuilder =>
  new timeseries.PanelBuilder()
    .id(9)
    .title('Anomaly scores')
    .description('Distance of each reading from what was expected, in spreads (z), and what has added up (CUSUM).')
    .gridPos(at(0, 37, 24, 9))
    .withTarget(query('A', { queryType: 'anomaly' }))
    .decimals(1)
    .displayName('${__field.labels.asset} ${__field.labels.signal} ${__field.labels.score}')
    .lineWidth(1)
    .fillOpacity(0)
    .showPoints(common.VisibilityMode.Never)
    .legend(legendBelow());

/** How good the forecasts have been, by model and signal, as they were issued; and how unusual the readings are. */
export const modelsDashboard = (): dashboard.Dashboard =>
  finished(
    new dashboard.DashboardBuilder('Models')
      .uid('wellhead-models')
      .description('How good the forecasts have been, judged by what came; which models, which signals, what drifts.')
      .tags(['wellhead', 'operations'])
      .timezone('utc')
      .refresh('5m')
      .time({ from: 'now-60d', to: 'now' })
      .tooltip(dashboard.DashboardCursorSync.Crosshair)
      .withPanel(
        figure(
          1,
          'MASE',
          'Error of all published forecasts of 28 days beside the seasonal naive one-step error.',
          at(0, 0, 5, 3),
          {
            metric: 'mase',
            unit: 'none',
            decimals: 2,
            color: 'blue',
          },
        ),
      )
      .withPanel(
        figure(
          2,
          'Skill',
          'Against the seasonal naive forecast from the same cutoffs; above 0 is better.',
          at(5, 0, 5, 3),
          {
            metric: 'skill',
            unit: 'percentunit',
            decimals: 1,
            color: 'green',
          },
        ),
      )
      .withPanel(
        figure(3, 'In 80 %', 'How often the 80 % interval held.', at(10, 0, 5, 3), {
          metric: 'coverage-80',
          unit: 'percentunit',
          decimals: 1,
          color: 'blue',
        }),
      )
      .withPanel(
        figure(4, 'In 95 %', 'How often the 95 % interval held.', at(15, 0, 5, 3), {
          metric: 'coverage-95',
          unit: 'percentunit',
          decimals: 1,
          color: 'blue',
        }),
      )
      .withPanel(
        figure(8, 'Error', 'Sum of absolute errors over sum of absolute readings.', at(20, 0, 4, 3), {
          metric: 'wape',
          unit: 'percentunit',
          decimals: 1,
          color: 'blue',
        }),
      )
      .withPanel(
        byDay(10, 'MASE by model', 'Of the forecasts of 28 days before each day.', at(0, 3, 8, 8), {
          metric: 'mase',
          unit: 'none',
        }),
      )
      .withPanel(
        byDay(11, 'Coverage of the 80 % interval by model', 'Right is 80 %.', at(8, 3, 8, 8), {
          metric: 'coverage-80',
          unit: 'percentunit',
        }),
      )
      .withPanel(
        byDay(12, 'Skill by model', 'Against the seasonal naive; above 0 is better.', at(16, 3, 8, 8), {
          metric: 'skill',
          unit: 'percentunit',
        }),
      )
      .withPanel(models())
      .withPanel(signals())
      .withPanel(backtests())
      .withPanel(scores()),
  );
