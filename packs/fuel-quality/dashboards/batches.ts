import { type Column, RECENT, recordTable, redWord, SENTENCE } from '../../dashboard-kit/columns.js';
import { at, finished } from '../../dashboard-kit/dashboard.js';
import { readings } from '../../dashboard-kit/lines.js';
import { dashedLines, thresholds } from '../../dashboard-kit/looks.js';
import { marks } from '../../dashboard-kit/marks.js';
import { mart } from '../../dashboard-kit/query.js';
import { common, type dashboard, type table, type timeseries } from '../../dashboard-kit/sdk.js';
import { fuelDashboard, productChoice, SIMULATED_NOTE, TANK, tanksChoice, SIMULATED } from './frame.js';

const BATCH = {
  width: 80,
  links: [{ title: 'Path of the batch', url: '/d/wellhead-fuel-batch?var-batch=${__value.text}' }],
};
/** A property in both laboratories, and how far they differ. */
export const COMPARED: readonly Column[] = [
  ['title', 'Property', { width: 125 }],
  ['at_loading', 'Loading', { width: 70, decimals: 2 }],
  ['at_receipt', 'Receipt', { width: 70, decimals: 2 }],
  ['difference', 'Difference', { width: 95, decimals: 2 }],
  ['reproducibility', 'R', { width: 60, decimals: 2 }],
  ['unit', 'Unit', { width: 60 }],
  ['ratio', 'Of R', { width: 60, decimals: 2 }],
];
export const BEYOND_R = { ...redWord('beyond R'), width: 120 };

export const ofTanks = { column: 'tank', op: 'in' as const, value: ['$tank'] };

const list = (): table.PanelBuilder =>
  recordTable(
    1,
    'Batches',
    'Batches loaded from the chosen tanks in the time range, with the largest difference between loading and receipt as a share of R. A batch opens its path.',
    at(0, 0, 24, 12),
    mart('mart.batch_overview', {
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
      filters: [ofTanks],
      orderBy: [{ column: 'loaded_at', direction: 'desc' }],
      limit: 300,
    }),
    [
      ['batch', 'Batch', BATCH],
      ['loaded_at', 'Loaded', RECENT],
      ['product', 'Product', { width: 90 }],
      ['tank', 'Tank', TANK],
      ['transport', 'By', { width: 75 }],
      ['transport_number', 'Number', { width: 80 }],
      ['destination', 'To', { width: 105 }],
      ['quantity_t', 't', { width: 60 }],
      ['arrived_at', 'Arrived', RECENT],
      ['worst_property', 'Worst'],
      ['worst_ratio', 'Of R', { width: 60, decimals: 2 }],
      ['verdict', 'Verdict', BEYOND_R],
    ],
  );

const ratios = (): timeseries.PanelBuilder =>
  readings(
    3,
    'Largest difference of each batch over R, by who received it',
    'Above 1 the two laboratories disagree by more than the method allows: the product changed on its way, or a sample was wrong.',
    at(0, 12, 24, 8),
    { signals: ['receipt.worst_ratio'] },
    { decimals: 1, name: '${__field.labels.asset}' },
  )
    .min(0)
    .drawStyle(common.GraphDrawStyle.Points)
    .pointSize(8)
    .thresholds(thresholds(['green', null], ['red', 1]))
    .thresholdsStyle(dashedLines());

const beyond = (): table.PanelBuilder =>
  recordTable(
    4,
    'Properties beyond R',
    'Every property of a batch that differed between loading and receipt by more than the reproducibility of its method.',
    at(0, 20, 24, 9),
    mart('mart.batch_comparison', {
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
      filters: [{ column: 'verdict', op: '=', value: 'beyond R' }, ofTanks],
      orderBy: [{ column: 'loaded_at', direction: 'desc' }],
    }),
    [
      ['batch', 'Batch', BATCH],
      ['loaded_at', 'Loaded', RECENT],
      ['product', 'Product', { width: 80 }],
      ['transport', 'By', { width: 70 }],
      ['destination', 'To', { width: 105 }],
      ...COMPARED,
      ['reproducibility_source', 'Source of R', SENTENCE],
    ],
  );

/** Arrivals of batches that changed on their way. */
export const beyondMarks = (): ReturnType<typeof marks> =>
  marks(
    'Batch arrived beyond R',
    mart('mart.batch_overview', {
      columns: ['arrived_at', 'batch', 'worst_property', 'destination'],
      timeColumn: 'arrived_at',
      filters: [{ column: 'verdict', op: '=', value: 'beyond R' }],
      orderBy: [{ column: 'arrived_at' }],
    }),
    { color: 'orange' },
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
      .withVariable(productChoice())
      .withVariable(tanksChoice())
      .annotation(beyondMarks())
      .withPanel(list())
      .withPanel(ratios())
      .withPanel(beyond()),
    SIMULATED,
    SIMULATED_NOTE,
  );
