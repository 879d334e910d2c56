import { DAY, recordTable } from '../../dashboard-kit/columns.js';
import { at, finished } from '../../dashboard-kit/dashboard.js';
import { curves } from '../../dashboard-kit/lines.js';
import { linked } from '../../dashboard-kit/links.js';
import { noLegend } from '../../dashboard-kit/looks.js';
import { mart } from '../../dashboard-kit/query.js';
import { common, type dashboard, type timeseries } from '../../dashboard-kit/sdk.js';
import { choice } from '../../dashboard-kit/variables.js';
import {
  historyMarks,
  OF_WELLS,
  pageOfWell,
  SIMULATED,
  SIMULATED_NOTE,
  WELL,
  wellsDashboard,
  withChain,
} from './frame.js';

const PROPERTIES = [
  { text: 'Density at 20 °C', value: 'density_20c' },
  { text: 'Water cut', value: 'water_cut' },
  { text: 'Salts', value: 'salts' },
  { text: 'Paraffin', value: 'paraffin' },
  { text: 'Sulphur', value: 'sulphur' },
  { text: 'Viscosity at 20 °C', value: 'viscosity_20c' },
];
const chosen = [OF_WELLS, { column: 'property', op: '=' as const, value: '$property' }];

const results = (): timeseries.PanelBuilder =>
  linked(
    curves(
      1,
      '${property:text} by well',
      'Results of the laboratory, one line a well; the cursor names them.',
      at(0, 0, 14, 12),
      mart('ods.lab_results', {
        timeColumn: 'date',
        columns: ['date', 'well_id'],
        filters: chosen,
        groupBy: ['date', 'well_id'],
        aggregates: [{ column: 'value', fn: 'mean', as: 'value' }],
        orderBy: [{ column: 'date' }, { column: 'well_id' }],
        limit: 10_000,
        as: 'series',
      }),
      { name: '${__field.labels.well_id}' },
    ),
    pageOfWell('${__field.labels.well_id}'),
  )
    .showPoints(common.VisibilityMode.Always)
    .legend(noLegend())
    .spanNulls(true);

/** What the laboratory found in produced fluids. */
export const laboratory = (): dashboard.Dashboard =>
  finished(
    withChain(
      wellsDashboard(
        'wellhead-oil-laboratory',
        'Laboratory',
        'Results of produced fluids by well and property; rows are sent by form, file, REST, MQTT or Kafka.',
      ).time({ from: 'now-90d', to: 'now' }),
      'many',
    )
      .annotation(historyMarks(['repair'], 'Repairs', 'orange'))
      .withVariable(choice('property', 'Property', 'What was measured.', PROPERTIES))
      .withPanel(results())
      .withPanel(
        recordTable(
          2,
          'Wells: mean and range',
          'Of the chosen property in the time range.',
          at(14, 0, 10, 12),
          mart('ods.lab_results', {
            timeColumn: 'date',
            columns: ['well_id', 'unit'],
            filters: chosen,
            groupBy: ['well_id', 'unit'],
            aggregates: [
              { column: 'value', fn: 'count', as: 'n' },
              { column: 'value', fn: 'mean', as: 'mean' },
              { column: 'value', fn: 'min', as: 'lowest' },
              { column: 'value', fn: 'max', as: 'highest' },
            ],
            orderBy: [{ column: 'mean', direction: 'desc' }],
          }),
          [
            ['well_id', 'Well', WELL],
            ['unit', 'Unit'],
            ['n', 'Results'],
            ['mean', 'Mean', { decimals: 2 }],
            ['lowest', 'Least', { decimals: 2 }],
            ['highest', 'Most', { decimals: 2 }],
          ],
        ),
      )
      .withPanel(
        recordTable(
          3,
          'Newest results',
          'Every result of the chosen wells, the newest first.',
          at(0, 12, 24, 11),
          mart('ods.lab_results', {
            timeColumn: 'date',
            columns: ['date', 'well_id', 'sample_id', 'property', 'value', 'unit', 'method', 'source'],
            filters: [OF_WELLS],
            orderBy: [{ column: 'date', direction: 'desc' }],
            limit: 300,
          }),
          [
            ['date', 'Day', DAY],
            ['well_id', 'Well', WELL],
            ['sample_id', 'Sample', { minWidth: 140 }],
            ['property', 'Property', { minWidth: 120 }],
            ['value', 'Value', { minWidth: 70 }],
            ['unit', 'Unit'],
            ['method', 'Method'],
            ['source', 'Sent by'],
          ],
        ),
      ),
    SIMULATED,
    SIMULATED_NOTE,
  );
