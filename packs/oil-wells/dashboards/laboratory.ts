import { choice, finished } from '../../dashboard-kit/parts.js';
import { query } from '../../dashboard-kit/query.js';
import { common, type dashboard, timeseries } from '../../dashboard-kit/sdk.js';
import { at, below, DAY, namedTable, together, wellsDashboard, withChain } from './frame.js';

const PROPERTIES = [
  { text: 'Density at 20 °C', value: 'density_20c' },
  { text: 'Water cut', value: 'water_cut' },
  { text: 'Salts', value: 'salts' },
  { text: 'Paraffin', value: 'paraffin' },
  { text: 'Sulphur', value: 'sulphur' },
  { text: 'Viscosity at 20 °C', value: 'viscosity_20c' },
];
const chosen = [
  { column: 'well_id', op: 'in' as const, value: ['$well'] },
  { column: 'property', op: '=' as const, value: '$property' },
];

const results = (): timeseries.PanelBuilder =>
  new timeseries.PanelBuilder()
    .id(1)
    .title('${property:text} by well')
    .description('Results of the laboratory, one line a well. Simulated.')
    .gridPos(at(0, 0, 14, 12))
    .withTarget(
      query('A', {
        queryType: 'mart',
        table: 'ods.lab_results',
        timeColumn: 'date',
        columns: ['date', 'well_id'],
        filters: chosen,
        groupBy: ['date', 'well_id'],
        aggregates: [{ column: 'value', fn: 'mean', as: 'value' }],
        limit: 10_000,
        as: 'series',
      }),
    )
    .displayName('${__field.labels.well_id}')
    .lineWidth(1)
    .showPoints(common.VisibilityMode.Always)
    .spanNulls(true)
    .legend(below())
    .tooltip(together());

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
      .withVariable(choice('property', 'Property', 'What was measured.', PROPERTIES))
      .withPanel(results())
      .withPanel(
        namedTable(
          2,
          'Wells: mean and range',
          'Of the chosen property in the time range.',
          at(14, 0, 10, 12),
          query('A', {
            queryType: 'mart',
            table: 'ods.lab_results',
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
            ['well_id', 'Well'],
            ['unit', 'Unit'],
            ['n', 'Results'],
            ['mean', 'Mean', { decimals: 2 }],
            ['lowest', 'Least', { decimals: 2 }],
            ['highest', 'Most', { decimals: 2 }],
          ],
        ),
      )
      .withPanel(
        namedTable(
          3,
          'Newest results',
          'Every result of the chosen wells, the newest first.',
          at(0, 12, 24, 11),
          query('A', {
            queryType: 'mart',
            table: 'ods.lab_results',
            timeColumn: 'date',
            columns: ['date', 'well_id', 'sample_id', 'property', 'value', 'unit', 'method', 'source'],
            filters: [{ column: 'well_id', op: 'in', value: ['$well'] }],
            orderBy: [{ column: 'date', direction: 'desc' }],
            limit: 300,
          }),
          [
            ['date', 'Day', DAY],
            ['well_id', 'Well', { 'custom.width': 90 }],
            ['sample_id', 'Sample'],
            ['property', 'Property'],
            ['value', 'Value'],
            ['unit', 'Unit'],
            ['method', 'Method'],
            ['source', 'Sent by'],
          ],
        ),
      ),
  );
