import {
  CALIBRATED,
  COUNT,
  PROBABILITY,
  RATIO,
  RECENT,
  recordTable,
  YES_OR_DASH,
} from '../../dashboard-kit/columns.js';
import { at, finished } from '../../dashboard-kit/dashboard.js';
import { figure } from '../../dashboard-kit/figure.js';
import { anomalyScores } from '../../dashboard-kit/lines.js';
import { predictedMarks } from '../../dashboard-kit/marks.js';
import { telemetry } from '../../dashboard-kit/query.js';
import { dashboard, type stat } from '../../dashboard-kit/sdk.js';
import { catalogueChoice } from '../../dashboard-kit/variables.js';
import { controlChart, fanChart } from '../../dashboard-kit/wellhead-panels.js';
import { operationsDashboard } from './frame.js';

const CHOSEN = { assets: ['$asset'], signals: ['$signal'] };
/** A catalogue can be long: found by the alphabet. */
const sorted = (...chosen: Parameters<typeof catalogueChoice>): dashboard.QueryVariableBuilder =>
  catalogueChoice(...chosen).sort(dashboard.VariableSort.AlphabeticalAsc);

const figures = (): readonly stat.PanelBuilder[] => [
  figure(2, 'Last value', 'The newest reading, as it comes.', at(0, 0, 5, 3), {
    ...telemetry('last', CHOSEN),
    live: true,
  }),
  figure(
    3,
    'Age',
    'How old the newest reading is.',
    at(5, 0, 5, 3),
    { queryType: 'age', ...CHOSEN },
    { unit: 's', color: 'text' },
  ),
  figure(
    4,
    'Time to breach (P50)',
    'When the first limit is as likely as not to have been crossed. – means: not within the horizon, or such predictions have had no skill.',
    at(10, 0, 5, 3),
    { queryType: 'breach', ...CHOSEN, view: 'seconds' },
    { unit: 's', color: 'orange' },
  ),
  figure(
    5,
    'Probability of a breach',
    'That a limit is crossed within the horizon of the forecast. – means: there is no limit, or such probabilities have had no skill.',
    at(15, 0, 5, 3),
    { queryType: 'breach', ...CHOSEN, view: 'probability' },
    { unit: 'percentunit', color: 'orange' },
  ),
  figure(
    6,
    'Skill of the forecast',
    'Of the last 28 days against repeating the last season; above 0 is better.',
    at(20, 0, 4, 3),
    { queryType: 'scorecard', ...CHOSEN, view: 'numbers', by: 'all', metric: 'skill' },
    { unit: 'percentunit', color: 'green' },
  ),
];

/** Everything that is known of one signal: what links of alerts, boards and tables lead to. */
export const signal = (): dashboard.Dashboard =>
  finished(
    figures()
      .reduce(
        (begun, panel) => begun.withPanel(panel),
        operationsDashboard(
          'wellhead-signal',
          'Signal',
          'Everything that is known of one signal: readings, forecast, limits, breaches, anomalies, score.',
        ),
      )
      .timezone('utc')
      .refresh('1m')
      .time({ from: 'now-30d', to: 'now+8d' })
      .withVariable(sorted('asset', 'Asset', 'What is watched.', { kind: 'assets' }))
      .withVariable(sorted('signal', 'Signal', 'Signals of the asset.', { kind: 'signals', asset: '$asset' }))
      .annotation(predictedMarks(CHOSEN))
      .withPanel(
        fanChart(
          1,
          '${asset:text}: ${signal:text}',
          'Readings, the median forecast with its 50, 80 and 95 % intervals, the limits and when they may be crossed. Readings that were not as expected are ringed.',
          at(0, 3, 24, 12),
          { ...CHOSEN, vintages: 30, aggregate: 'envelope' },
        ).links([]),
      )
      .withPanel(
        controlChart(
          7,
          'Process control',
          'Each reading against three sigma of the change from one to the next; a ring marks a reading that completes a rule of Nelson.',
          at(0, 15, 12, 9),
          'xmr',
          telemetry('mean', CHOSEN),
          { capability: true },
        ).links([]),
      )
      .withPanel(anomalyScores(8, at(12, 15, 12, 9), CHOSEN, '${__field.labels.score}'))
      .withPanel(
        recordTable(
          9,
          'Predicted breaches and what became of them',
          'Every prediction issued in the time range, by limit.',
          at(0, 24, 24, 8),
          { queryType: 'breach', ...CHOSEN, view: 'history' },
          [
            ['issued at', 'Issued', RECENT],
            ['limit', 'Limit', { width: 80 }],
            ['limit value', 'At'],
            ['probability', 'Likely', PROBABILITY],
            ['p10', 'P10', RECENT],
            ['p50', 'By (P50)', RECENT],
            ['p90', 'P90', RECENT],
            ['shown', 'Shown', YES_OR_DASH],
            ['calibrated', 'Calibrated', CALIBRATED],
            ['skill', 'Skill', RATIO],
            ['judged', 'Judged', COUNT],
            ['model', 'Model', { width: 140 }],
            ['outcome', 'Became', { width: 90 }],
            ['came at', 'Came at', RECENT],
            ['brier', 'Brier', { decimals: 3 }],
          ],
          ['asset', 'signal', 'title'],
        ).noValue('No prediction was issued: the signal has no limit or no forecast'),
      ),
  );
