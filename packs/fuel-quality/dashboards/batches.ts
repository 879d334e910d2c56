import { finished, property } from '../../dashboard-kit/parts.js';
import { query } from '../../dashboard-kit/query.js';
import { common, dashboard, table, timeseries } from '../../dashboard-kit/sdk.js';
import { at, columns, fuelDashboard, marks, moment, named, simulated, verdict } from './frame.js';

const PATH = '/d/wellhead-fuel-batch?var-batch=${__value.text}';

const list = (): table.PanelBuilder =>
  columns(
    new table.PanelBuilder()
      .id(1)
      .title('Batches')
      .description(
        'Batches loaded in the time range, with the largest difference between loading and receipt as a share of R. A batch opens its path.',
      )
      .gridPos(at(0, 0, 20, 12))
      .minWidth(50)
      .withTarget(
        query('A', {
          queryType: 'mart',
          table: 'mart.batch_overview',
          columns: [
            'batch',
            'loaded_at',
            'product',
            'tank',
            'transport',
            'transport_number',
            'destination',
            'quantity_t',
            'arrived_at',
            'worst_property',
            'worst_ratio',
            'verdict',
          ],
          timeColumn: 'loaded_at',
          orderBy: [{ column: 'loaded_at', direction: 'desc' }],
          limit: 300,
        }),
      ),
    [
      [
        'batch',
        [
          property('displayName', 'Batch'),
          property('custom.width', 80),
          property('links', [{ title: 'Path of the batch', url: PATH }]),
        ],
      ],
      moment('loaded_at', 'Loaded'),
      named('product', 'Product', 90),
      named('tank', 'Tank', 80),
      named('transport', 'By', 75),
      named('transport_number', 'Number', 80),
      named('destination', 'To', 105),
      named('quantity_t', 't', 60),
      moment('arrived_at', 'Arrived'),
      named('worst_property', 'Worst'),
      named('worst_ratio', 'Of R', 60, 2),
      verdict('verdict', 'Verdict', ['beyond R'], 100),
    ],
  );

const ratios = (): timeseries.PanelBuilder =>
  new timeseries.PanelBuilder()
    .id(3)
    .title('Largest difference of each batch over R, by who received it')
    .description(
      'Above 1 the two laboratories disagree by more than the method allows: the product changed on its way, or a sample was wrong.',
    )
    .gridPos(at(0, 12, 24, 8))
    .withTarget(query('A', { queryType: 'telemetry', signals: ['receipt.worst_ratio'], aggregate: 'raw' }))
    .displayName('${__field.labels.asset}')
    .min(0)
    .decimals(1)
    .drawStyle(common.GraphDrawStyle.Points)
    .pointSize(8)
    .thresholds(
      new dashboard.ThresholdsConfigBuilder().mode(dashboard.ThresholdsMode.Absolute).steps([
        { color: 'green', value: null },
        { color: 'red', value: 1 },
      ]),
    )
    .thresholdsStyle(new common.GraphThresholdsStyleConfigBuilder().mode(common.GraphThresholdsStyleMode.Dashed));

const beyond = (): table.PanelBuilder =>
  columns(
    new table.PanelBuilder()
      .id(4)
      .title('Properties beyond R')
      .description(
        'Every property of a batch that differed between loading and receipt by more than the reproducibility of its method.',
      )
      .gridPos(at(0, 20, 24, 9))
      .minWidth(50)
      .withTarget(
        query('A', {
          queryType: 'mart',
          table: 'mart.batch_comparison',
          columns: [
            'batch',
            'loaded_at',
            'product',
            'transport',
            'destination',
            'title',
            'at_loading',
            'at_receipt',
            'difference',
            'reproducibility',
            'unit',
            'ratio',
            'reproducibility_source',
          ],
          timeColumn: 'loaded_at',
          filters: [{ column: 'verdict', op: '=', value: 'beyond R' }],
          orderBy: [{ column: 'loaded_at', direction: 'desc' }],
        }),
      ),
    [
      [
        'batch',
        [
          property('displayName', 'Batch'),
          property('custom.width', 80),
          property('links', [{ title: 'Path of the batch', url: PATH }]),
        ],
      ],
      moment('loaded_at', 'Loaded'),
      named('product', 'Product', 90),
      named('transport', 'By', 75),
      named('destination', 'To', 105),
      named('title', 'Property', 130),
      named('at_loading', 'Loading', 80, 2),
      named('at_receipt', 'Receipt', 80, 2),
      named('difference', 'Difference', 85, 2),
      named('reproducibility', 'R', 60, 2),
      named('unit', 'Unit', 60),
      named('ratio', 'Of R', 60, 2),
      named('reproducibility_source', 'Source of R'),
    ],
  );

const loadedMarks = (enabled: boolean): ReturnType<typeof marks> =>
  marks(
    'Batch arrived beyond R',
    query('Anno', {
      queryType: 'mart',
      table: 'mart.batch_overview',
      columns: ['arrived_at', 'batch', 'worst_property', 'destination'],
      timeColumn: 'arrived_at',
      filters: [{ column: 'verdict', op: '=', value: 'beyond R' }],
      orderBy: [{ column: 'arrived_at' }],
    }),
    { enabled, color: 'orange' },
  );

/** Every batch from tank to receipt. */
export const batches = (): dashboard.Dashboard =>
  finished(
    fuelDashboard(
      'wellhead-fuel-batches',
      'Fuel quality: batches and deliveries',
      'Batches from tank over transport to receipt, and whether their quality stayed what it was.',
    )
      .time({ from: 'now-14d', to: 'now' })
      .annotation(loadedMarks(true))
      .withPanel(list())
      .withPanel(simulated(2, at(20, 0, 4, 12)))
      .withPanel(ratios())
      .withPanel(beyond()),
  );

const path = (): table.PanelBuilder =>
  columns(
    new table.PanelBuilder()
      .id(1)
      .title('Path of batch ${batch}')
      .description('What happened to the batch, from the tank to who received it.')
      .gridPos(at(0, 0, 20, 9))
      .minWidth(50)
      .withTarget(
        query('A', {
          queryType: 'mart',
          table: 'mart.batch_path',
          columns: ['at', 'event', 'place', 'text'],
          filters: [{ column: 'batch', op: '=', value: '$batch' }],
          orderBy: [{ column: 'at' }, { column: 'step' }],
        }),
      ),
    [moment('at', 'When'), named('event', 'What', 150), named('place', 'Where', 110), named('text', 'Details')],
  );

const comparison = (): table.PanelBuilder =>
  columns(
    new table.PanelBuilder()
      .id(3)
      .title('Quality at loading and at receipt: batch ${batch}')
      .description(
        'Each property in both laboratories, their difference, and the reproducibility R of the method: a difference beyond R is a breach.',
      )
      .gridPos(at(0, 9, 14, 10))
      .minWidth(50)
      .withTarget(
        query('A', {
          queryType: 'mart',
          table: 'mart.batch_comparison',
          columns: ['title', 'at_loading', 'at_receipt', 'difference', 'reproducibility', 'unit', 'ratio', 'verdict'],
          filters: [{ column: 'batch', op: '=', value: '$batch' }],
          orderBy: [{ column: 'ratio', direction: 'desc' }],
        }),
      ),
    [
      named('title', 'Property', 140),
      named('at_loading', 'Loading', 80, 2),
      named('at_receipt', 'Receipt', 80, 2),
      named('difference', 'Difference', 90, 2),
      named('reproducibility', 'R', 65, 2),
      named('unit', 'Unit', 60),
      named('ratio', 'Of R', 65, 2),
      verdict('verdict', 'Verdict', ['beyond R'], 100),
    ],
  );

const certificate = (): table.PanelBuilder =>
  columns(
    new table.PanelBuilder()
      .id(4)
      .title('Against the specification: batch ${batch}')
      .description('Results of the batch beside the limits of its grade.')
      .gridPos(at(14, 9, 10, 10))
      .minWidth(50)
      .withTarget(
        query('A', {
          queryType: 'mart',
          table: 'mart.fuel_certificate',
          columns: ['place', 'title', 'value', 'low', 'high', 'verdict'],
          filters: [{ column: 'batch', op: '=', value: '$batch' }],
          orderBy: [{ column: 'place' }, { column: 'title' }],
        }),
      ),
    [
      named('place', 'At', 70),
      named('title', 'Property', 125),
      named('value', 'Result', 65, 2),
      named('low', 'Least', 60),
      named('high', 'Most', 60),
      verdict('verdict', 'Verdict', ['off specification'], 115),
    ],
  );

/** One batch: its path, and what changed on it. */
export const batchPath = (): dashboard.Dashboard =>
  finished(
    fuelDashboard(
      'wellhead-fuel-batch',
      'Fuel quality: path of a batch',
      'One batch from tank over transport to receipt.',
    )
      .time({ from: 'now-30d', to: 'now' })
      .withVariable(
        new dashboard.TextBoxVariableBuilder('batch')
          .label('Batch')
          .description('Name of a batch.')
          .defaultValue('B-0052')
          .current({ text: 'B-0052', value: 'B-0052' }),
      )
      .annotation(loadedMarks(true))
      .withPanel(path())
      .withPanel(simulated(2, at(20, 0, 4, 9)))
      .withPanel(comparison())
      .withPanel(certificate()),
  );
