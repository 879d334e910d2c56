import type { QueryInput } from '@wellhead/contracts';
import { at, finished } from '../../dashboard-kit/dashboard.js';
import { figure } from '../../dashboard-kit/figure.js';
import { anomalyScores, lines } from '../../dashboard-kit/lines.js';
import { backtestTable, modelTable, NOT_JUDGED, rollingTable } from '../../dashboard-kit/scorecards.js';
import type { dashboard, stat, timeseries } from '../../dashboard-kit/sdk.js';
import { operationsDashboard } from './frame.js';

type Metric = NonNullable<Extract<QueryInput, { queryType: 'scorecard' }>['metric']>;

/** One figure of all published forecasts together. */
const overall = (
  id: number,
  title: string,
  description: string,
  position: dashboard.GridPos,
  {
    metric,
    ...shown
  }: { readonly metric: Metric; readonly unit: string; readonly decimals: number; readonly color: string },
): stat.PanelBuilder =>
  figure(id, title, description, position, { queryType: 'scorecard', view: 'numbers', by: 'all', metric }, shown);

/** One figure of each model by day. */
const byDay = (
  id: number,
  title: string,
  description: string,
  position: dashboard.GridPos,
  { metric, unit }: { readonly metric: Metric; readonly unit: string },
): timeseries.PanelBuilder =>
  lines(
    id,
    title,
    description,
    position,
    { queryType: 'scorecard', view: 'series', by: 'model', metric },
    { unit, decimals: 2, name: '${__field.labels.model}', none: NOT_JUDGED },
  ).fillOpacity(0);

/** How good the forecasts have been, by model and signal, as they were issued; and how unusual the readings are. */
export const modelsDashboard = (): dashboard.Dashboard =>
  finished(
    operationsDashboard(
      'wellhead-models',
      'Models',
      'How good the forecasts have been, judged by what came; which models, which signals, what drifts.',
    )
      .timezone('utc')
      .refresh('5m')
      .time({ from: 'now-60d', to: 'now' })
      .withPanel(
        overall(
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
        overall(
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
        overall(3, 'In 80 %', 'How often the 80 % interval held.', at(10, 0, 5, 3), {
          metric: 'coverage-80',
          unit: 'percentunit',
          decimals: 1,
          color: 'blue',
        }),
      )
      .withPanel(
        overall(4, 'In 95 %', 'How often the 95 % interval held.', at(15, 0, 5, 3), {
          metric: 'coverage-95',
          unit: 'percentunit',
          decimals: 1,
          color: 'blue',
        }),
      )
      .withPanel(
        overall(8, 'Error', 'Sum of absolute errors over sum of absolute readings.', at(20, 0, 4, 3), {
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
      .withPanel(
        modelTable(
          5,
          'Models',
          'Each model over all signals that it was published or kept for. MASE below 1 and skill above 0 are better than repeating the last season.',
          at(0, 11, 24, 6),
        ),
      )
      .withPanel(
        rollingTable(
          6,
          'Signals',
          'Each signal and model over the forecasts of 28 days, judged by what came. Bias, pinball loss and interval scores are in the unit of the signal. Drift above 0: bias or coverage lies beyond chance, and the alert rule fires.',
          at(0, 17, 24, 10),
        ),
      )
      .withPanel(
        backtestTable(
          7,
          'Back-tests',
          'The newest back-test of every model that was tried, from rolling origins in the history.',
          at(0, 27, 24, 10),
        ),
      )
      .withPanel(anomalyScores(9, at(0, 37, 24, 9))),
  );
