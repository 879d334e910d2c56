import type { MART_AGGREGATES } from '@wellhead/contracts';
import { MOMENT, recordTable, SENTENCE } from '../../dashboard-kit/columns.js';
import { at, finished } from '../../dashboard-kit/dashboard.js';
import { figure } from '../../dashboard-kit/figure.js';
import { bars } from '../../dashboard-kit/lines.js';
import { legendBelow } from '../../dashboard-kit/looks.js';
import { mart } from '../../dashboard-kit/query.js';
import type { dashboard, stat, timeseries } from '../../dashboard-kit/sdk.js';
import { assetBoard } from '../../dashboard-kit/wellhead-panels.js';
import {
  historyMarks,
  OF_WELLS,
  SIMULATED,
  SIMULATED_NOTE,
  WELL,
  pageOfWell,
  wellsDashboard,
  withChain,
} from './frame.js';

/** One figure of the newest day over the chosen wells. */
const newestDay = (
  id: number,
  title: string,
  description: string,
  x: number,
  shown: {
    readonly column: string;
    readonly fn: (typeof MART_AGGREGATES)[number];
    readonly unit: string;
    readonly color: string;
  },
): stat.PanelBuilder =>
  figure(
    id,
    title,
    description,
    at(x, 0, 6, 4),
    mart('mart.well_productivity', {
      timeColumn: 'day',
      columns: ['day'],
      filters: [OF_WELLS],
      groupBy: ['day'],
      aggregates: [{ column: shown.column, fn: shown.fn, as: title }],
      as: 'series',
    }),
    { unit: shown.unit, decimals: shown.unit === 'percentunit' ? 1 : 0, color: shown.color, course: true },
  );

const SIGNALS = [
  'tms.intake_pressure',
  'tms.discharge_pressure',
  'tms.motor_temperature',
  'tms.vibration_x',
  'tms.current',
  'tms.insulation_resistance',
  'productivity.pump_efficiency',
  'productivity.model_deviation',
  'wellhead_dynacard.fault_probability',
];

const board = (): dashboard.PanelBuilder =>
  assetBoard(
    5,
    'Wells by urgency',
    'Every chosen well, the most urgent first: limit breached, breach predicted, silent, normal. A tile opens the page of its well.',
    at(0, 4, 24, 12),
    {
      assets: ['$well'],
      signals: SIGNALS,
      link: pageOfWell('${__field.labels.asset}'),
    },
  );

const byPad = (): timeseries.PanelBuilder =>
  bars(
    6,
    'Oil by pad',
    'Metered oil of the chosen wells by day, stacked by pad.',
    at(0, 16, 12, 9),
    mart('mart.well_productivity', {
      timeColumn: 'day',
      columns: ['day', 'pad'],
      filters: [OF_WELLS],
      groupBy: ['day', 'pad'],
      aggregates: [{ column: 'oil_m3_d', fn: 'sum', as: 'oil' }],
      orderBy: [{ column: 'day' }, { column: 'pad' }],
      limit: 10_000,
      as: 'series',
    }),
    { unit: 'm³/d', name: '${__field.labels.pad}' },
  ).legend(legendBelow(['mean']));

/** Where to look first. */
export const fieldOverview = (): dashboard.Dashboard =>
  finished(
    withChain(
      wellsDashboard('wellhead-oil-field', 'Field overview', 'All wells by urgency, and what the field gives.').time({
        from: 'now-14d',
        to: 'now',
      }),
      'many',
    )
      .annotation(historyMarks(['repair'], 'Repairs', 'orange'))
      .withPanel(
        newestDay(1, 'Oil, newest day', 'Metered oil of the chosen wells.', 0, {
          column: 'oil_m3_d',
          fn: 'sum',
          unit: 'm³/d',
          color: 'green',
        }),
      )
      .withPanel(
        newestDay(2, 'Liquid, newest day', 'Metered liquid of the chosen wells.', 6, {
          column: 'liquid_m3_d',
          fn: 'sum',
          unit: 'm³/d',
          color: 'blue',
        }),
      )
      .withPanel(
        newestDay(3, 'Water cut, mean of wells', 'Share of water in the liquid.', 12, {
          column: 'water_cut',
          fn: 'mean',
          unit: 'percentunit',
          color: 'purple',
        }),
      )
      .withPanel(
        newestDay(4, 'Wells that gave', 'Wells with a metered rate on the newest day.', 18, {
          column: 'liquid_m3_d',
          fn: 'count',
          unit: 'none',
          color: 'orange',
        }),
      )
      .withPanel(board())
      .withPanel(byPad())
      .withPanel(
        recordTable(
          7,
          'Newest entries of the journal',
          'What crews wrote and what was repaired at the chosen wells.',
          at(12, 16, 12, 9),
          mart('mart.well_history', {
            timeColumn: 'at',
            columns: ['at', 'well_id', 'register', 'text'],
            filters: [OF_WELLS, { column: 'register', op: 'in', value: ['journal', 'repair'] }],
            orderBy: [{ column: 'at', direction: 'desc' }],
            limit: 100,
          }),
          [
            ['at', 'When', MOMENT],
            ['well_id', 'Well', WELL],
            ['register', 'Register', { width: 80 }],
            ['text', 'What', SENTENCE],
          ],
        ),
      ),
    SIMULATED,
    SIMULATED_NOTE,
  );
