import type { QueryInput, RecordFilter } from '@wellhead/contracts';
import { RECENT, recordTable } from '../../dashboard-kit/columns.js';
import { at, finished } from '../../dashboard-kit/dashboard.js';
import { figure } from '../../dashboard-kit/figure.js';
import { curves } from '../../dashboard-kit/lines.js';
import { linked } from '../../dashboard-kit/links.js';
import { GROUPED } from '../../dashboard-kit/looks.js';
import { predictedMarks } from '../../dashboard-kit/marks.js';
import { mart, telemetry } from '../../dashboard-kit/query.js';
import type { dashboard, table, timeseries } from '../../dashboard-kit/sdk.js';
import { assetBoard } from '../../dashboard-kit/wellhead-panels.js';
import {
  fuelDashboard,
  OFF_SPEC,
  offSpecMarks,
  pageOfTank,
  predictedBreaches,
  productChoice,
  simulated,
  TANK,
  tankChoice,
  SIMULATED,
} from './frame.js';

const counted = (tableName: string, timeColumn: string, column: string, filters: RecordFilter[] = []): QueryInput =>
  mart(tableName, { timeColumn, filters, aggregates: [{ column, fn: 'distinct', as: 'count' }] });
const COUNTED = { unit: GROUPED, decimals: 0, none: '0' };

const board = (): dashboard.PanelBuilder =>
  assetBoard(
    6,
    'Tanks by urgency',
    'Every tank of the product, the most urgent first: off specification, predicted to be within 24 hours, silent, normal. The worst property speaks for its tank. A tile opens the page of its tank.',
    at(0, 3, 14, 10),
    {
      assets: ['$tank'],
      link: pageOfTank('${__field.labels.asset}', '${__field.labels.signal}'),
    },
  );

/** One property in all chosen tanks. */
const inTanks = (id: number, title: string, signal: string, position: dashboard.GridPos): timeseries.PanelBuilder =>
  linked(
    curves(
      id,
      title,
      'Analysers of the tanks; diesel has none.',
      position,
      telemetry('mean', { assets: ['$tank'], signals: [signal] }),
      { name: '${__field.labels.asset}' },
    ),
    pageOfTank('${__field.labels.asset}', '${__field.labels.signal}'),
  );

const results = (): table.PanelBuilder =>
  recordTable(
    10,
    'Newest laboratory results of tanks',
    'What the laboratory found, beside the limits of the grade.',
    at(0, 21, 24, 9),
    mart('mart.fuel_certificate', {
      columns: [
        'sampled_at',
        'sample_id',
        'asset',
        'title',
        'value',
        'unit',
        'low',
        'high',
        'standard',
        'method',
        'verdict',
      ],
      timeColumn: 'sampled_at',
      filters: [
        { column: 'place', op: '=', value: 'tank' },
        { column: 'asset', op: 'in', value: ['$tank'] },
      ],
      orderBy: [{ column: 'sampled_at', direction: 'desc' }],
      limit: 200,
    }),
    [
      ['sampled_at', 'Sampled', RECENT],
      ['sample_id', 'Sample', { minWidth: 125 }],
      ['asset', 'Tank', TANK],
      ['title', 'Property', { width: 150 }],
      ['value', 'Result', { width: 80, decimals: 2 }],
      ['unit', 'Unit', { width: 70 }],
      ['low', 'At least', { width: 80 }],
      ['high', 'At most', { width: 80 }],
      ['standard', 'Standard', { minWidth: 90 }],
      ['method', 'Method', { minWidth: 110 }],
      ['verdict', 'Verdict', OFF_SPEC],
    ],
  );

/** Quality at a glance: which tank is off its specification or will be. */
export const overview = (): dashboard.Dashboard =>
  finished(
    fuelDashboard(
      'wellhead-fuel-overview',
      'Fuel quality: overview',
      'Tanks by product: what is off its specification, and what will be.',
    )
      .withVariable(productChoice())
      .withVariable(tankChoice().includeAll(true).multi(true))
      .annotation(offSpecMarks())
      .annotation(predictedMarks({ assets: ['$tank'] }))
      .withPanel(
        figure(
          1,
          'Samples',
          'Samples that the laboratory has reported in the time range.',
          at(0, 0, 5, 3),
          counted('mart.fuel_certificate', 'sampled_at', 'sample_id'),
          COUNTED,
        ),
      )
      .withPanel(
        figure(
          2,
          'Samples off specification',
          'Samples with a result beyond a limit of their grade.',
          at(5, 0, 5, 3),
          counted('mart.fuel_certificate', 'sampled_at', 'sample_id', [
            { column: 'verdict', op: '=', value: 'off specification' },
          ]),
          { ...COUNTED, color: 'red' },
        ),
      )
      .withPanel(
        figure(
          3,
          'Batches loaded',
          'Batches that left a tank in the time range.',
          at(10, 0, 5, 3),
          counted('mart.batch_overview', 'loaded_at', 'batch'),
          COUNTED,
        ),
      )
      .withPanel(
        figure(
          4,
          'Batches beyond R',
          'Batches whose quality changed on the way by more than the reproducibility of the method.',
          at(15, 0, 5, 3),
          counted('mart.batch_overview', 'loaded_at', 'batch', [{ column: 'verdict', op: '=', value: 'beyond R' }]),
          { ...COUNTED, color: 'orange' },
        ),
      )
      .withPanel(simulated(5, at(20, 0, 4, 3)))
      .withPanel(board())
      .withPanel(
        predictedBreaches(
          7,
          'Predicted to go off specification',
          'Limits of the chosen tanks: how likely they are crossed within 24 hours, and the time by which that is as likely as not; empty where such predictions have had no skill.',
          at(14, 3, 10, 10),
        ),
      )
      .withPanel(inTanks(8, 'Octane RON in tanks', 'quality.octane_ron', at(0, 13, 12, 8)))
      .withPanel(inTanks(9, 'Vapour pressure in tanks', 'quality.rvp', at(12, 13, 12, 8)))
      .withPanel(results()),
    SIMULATED,
  );
