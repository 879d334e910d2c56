import { RECENT, recordTable, SENTENCE } from '../../dashboard-kit/columns.js';
import { at, finished } from '../../dashboard-kit/dashboard.js';
import { mart } from '../../dashboard-kit/query.js';
import type { dashboard, table } from '../../dashboard-kit/sdk.js';
import { columnChoice } from '../../dashboard-kit/variables.js';
import { BEYOND_R, beyondMarks, COMPARED, ofTanks } from './batches.js';
import { fuelDashboard, OFF_SPEC, productChoice, SIMULATED_NOTE, SIMULATED, tanksChoice } from './frame.js';

const ofBatch = [{ column: 'batch', op: '=' as const, value: '$batch' }];

const path = (): table.PanelBuilder =>
  recordTable(
    1,
    'Path of batch ${batch}',
    'What happened to the batch, from the tank to who received it.',
    at(0, 0, 24, 11),
    mart('mart.batch_path', {
      columns: ['at', 'event', 'place', 'text'],
      filters: ofBatch,
      orderBy: [{ column: 'at' }, { column: 'step' }],
    }),
    [
      ['at', 'When', RECENT],
      ['event', 'What', { width: 150 }],
      ['place', 'Where', { width: 110 }],
      ['text', 'Details', SENTENCE],
    ],
  );

const comparison = (): table.PanelBuilder =>
  recordTable(
    3,
    'Quality at loading and at receipt: batch ${batch}',
    'Each property in both laboratories, their difference, and the reproducibility R of the method: a difference beyond R is a breach.',
    at(0, 11, 24, 10),
    mart('mart.batch_comparison', {
      columns: [
        'title',
        'at_loading',
        'at_receipt',
        'difference',
        'reproducibility',
        'unit',
        'ratio',
        'verdict',
        'reproducibility_source',
      ],
      filters: ofBatch,
      orderBy: [{ column: 'ratio', direction: 'desc' }],
    }),
    [...COMPARED, ['verdict', 'Verdict', { ...BEYOND_R, width: 85 }], ['reproducibility_source', 'Source of R']],
  );

const certificate = (): table.PanelBuilder =>
  recordTable(
    4,
    'Against the specification: batch ${batch}',
    'Results of the batch beside the limits of its grade.',
    at(0, 21, 24, 10),
    mart('mart.fuel_certificate', {
      columns: ['place', 'title', 'value', 'unit', 'low', 'high', 'standard', 'verdict'],
      filters: ofBatch,
      orderBy: [{ column: 'place' }, { column: 'title' }],
    }),
    [
      ['place', 'At', { minWidth: 80 }],
      ['title', 'Property', { minWidth: 130 }],
      ['value', 'Result', { decimals: 2, minWidth: 75 }],
      ['unit', 'Unit', { width: 70 }],
      ['low', 'At least', { minWidth: 80 }],
      ['high', 'At most', { minWidth: 80 }],
      ['standard', 'Standard', { minWidth: 110 }],
      ['verdict', 'Verdict', OFF_SPEC],
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
      .withVariable(productChoice())
      .withVariable(tanksChoice())
      .withVariable(
        columnChoice('batch', 'Batch', 'A batch of the tanks, the newest first.', {
          table: 'mart.batch_overview',
          column: 'batch',
          filters: [ofTanks],
          descending: true,
        }).current({
          selected: true,
          text: 'B-0052',
          value: 'B-0052',
        }),
      )
      .annotation(beyondMarks())
      .withPanel(path())
      .withPanel(comparison())
      .withPanel(certificate()),
    SIMULATED,
    SIMULATED_NOTE,
  );
