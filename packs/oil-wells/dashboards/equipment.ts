import {
  CALIBRATED,
  MOMENT,
  PROBABILITY,
  recordTable,
  RECENT,
  SENTENCE,
  YES_OR_DASH,
} from '../../dashboard-kit/columns.js';
import { at, finished } from '../../dashboard-kit/dashboard.js';
import { SIGNAL_OF_ROW } from '../../dashboard-kit/links.js';
import { assetBoard } from '../../dashboard-kit/wellhead-panels.js';
import { noLegend } from '../../dashboard-kit/looks.js';
import type { dashboard } from '../../dashboard-kit/sdk.js';
import { predictedMarks } from '../../dashboard-kit/marks.js';
import {
  historyMarks,
  pageOfWell,
  SIMULATED,
  signalChart,
  SIMULATED_NOTE,
  WELL,
  wellsDashboard,
  withChain,
} from './frame.js';

/** What will stop next, and how sure that is. */
export const equipment = (): dashboard.Dashboard =>
  finished(
    withChain(
      wellsDashboard(
        'wellhead-oil-equipment',
        'Equipment forecast',
        'When limits will be reached, how likely pumps fail, and how good such warnings are.',
      ).time({ from: 'now-14d', to: 'now+1d' }),
      'many',
    )
      .annotation(historyMarks(['repair'], 'Repairs', 'orange'))
      .annotation(predictedMarks({ assets: ['$well'] }))
      .withPanel(
        recordTable(
          1,
          'Limits that will be crossed',
          'Predictions with skill: how likely a limit is crossed within the horizon, and when.',
          at(0, 0, 12, 10),
          { queryType: 'breach', assets: ['$well'], view: 'list' },
          [
            ['asset', 'Well', WELL],
            ['signal', 'Signal', SIGNAL_OF_ROW],
            ['limit', 'Limit', { width: 75 }],
            ['probability', 'Likely', { ...PROBABILITY, width: 65 }],
            ['p50', 'Likely by', RECENT],
            ['calibrated', 'Calibrated', { ...CALIBRATED, width: 95 }],
          ],
          [
            'title',
            'judged',
            'p10',
            'p90',
            'grounds',
            'skill',
            'model',
            'issued',
            'issued at',
            'horizon end',
            'limit value',
            'unit',
            'shown',
            'interval',
          ],
        ),
      )
      .withPanel(
        recordTable(
          2,
          'Pumps that may fail',
          'Probability of a failure within 7 and 30 days, the most likely first, and what speaks for it. Learnt from repairs.',
          at(12, 0, 12, 10),
          { queryType: 'ops', view: 'failures', limit: 80 },
          [
            ['asset', 'Well', WELL],
            ['within days', 'Days', { width: 50 }],
            ['probability', 'Likely', { ...PROBABILITY, width: 65 }],
            ['warns', 'Warns', { ...YES_OR_DASH, width: 60 }],
            ['speaks most', 'Speaks most', SENTENCE],
          ],
          ['day', 'model'],
        ),
      )
      .withPanel(
        signalChart(
          3,
          'Probability of a failure within 30 days',
          'As of each day, a line a well; the cursor names them.',
          at(0, 10, 12, 9),
          ['wellhead_failure.probability_30d'],
          'percentunit',
        )
          .displayName('${__field.labels.asset}')
          .legend(noLegend())
          .min(0)
          .max(1)
          .timeFrom('60d'),
      )
      .withPanel(
        recordTable(
          4,
          'How good these warnings are',
          'On machines and days that no training saw, beside the plain rule.',
          at(12, 10, 12, 9),
          { queryType: 'ops', view: 'failure-scores' },
          [
            ['model', 'Model', { width: 170 }],
            ['within days', 'Days', { width: 60 }],
            ['precision', 'Precision', { ...PROBABILITY, minWidth: 80 }],
            ['recall', 'Recall', { ...PROBABILITY, minWidth: 70 }],
            ['false alarms a well-year', 'False a well-year', { decimals: 2, width: 140 }],
            ['lead', 'Lead, d', { unit: 'none' }],
          ],
          ['status', 'warnings', 'failures', 'machines', 'days'],
        ),
      )
      .withPanel(
        recordTable(
          5,
          'Predictions and what became of them',
          'Every prediction of the time range, the newest first.',
          at(0, 19, 14, 9),
          { queryType: 'breach', assets: ['$well'], view: 'history' },
          [
            ['issued at', 'Issued', RECENT],
            ['asset', 'Well', WELL],
            ['signal', 'Signal', SIGNAL_OF_ROW],
            ['limit', 'Limit', { width: 70 }],
            ['probability', 'Likely', { ...PROBABILITY, width: 65 }],
            ['calibrated', 'Calibrated', { ...CALIBRATED, width: 95 }],
            ['outcome', 'Became', { width: 80 }],
            ['brier', 'Brier', { decimals: 2, width: 60 }],
          ],
          ['title', 'limit value', 'p10', 'p50', 'p90', 'shown', 'skill', 'judged', 'model', 'came at'],
        ),
      )
      .withPanel(
        recordTable(
          6,
          'Wells that run alike',
          'Groups by the course of motor temperature and vibration.',
          at(14, 19, 10, 9),
          { queryType: 'ops', view: 'groups' },
          [
            ['asset', 'Well', WELL],
            ['group', 'Group'],
            ['silhouette', 'Fit', { decimals: 2 }],
            ['grouped', 'Grouped', MOMENT],
          ],
          ['pack', 'grouping', 'groups', 'mean silhouette'],
        ).noValue(
          'No groups worth showing: the courses are too unlike (silhouette below 0.25), or nothing was grouped yet',
        ),
      )
      .withPanel(
        assetBoard(
          7,
          'Wells by group',
          'Motor temperature and vibration of the wells, by the groups that run alike. The silhouette says how clear a group is: above 0.5 clear, below 0.25 hardly any.',
          at(0, 28, 24, 12),
          {
            assets: ['$well'],
            signals: ['esp.motor_temperature', 'esp.vibration', 'tms.motor_temperature', 'tms.vibration_x'],
            link: pageOfWell('${__field.labels.asset}'),
            grouped: true,
          },
        ),
      ),
    SIMULATED,
    SIMULATED_NOTE,
  );
