import type { RecordFilter } from '@wellhead/contracts';
import { CALIBRATED, DAY, PROBABILITY, RATIO, recordTable, YES_OR_DASH } from '../../dashboard-kit/columns.js';
import { at, finished } from '../../dashboard-kit/dashboard.js';
import { curves, lines } from '../../dashboard-kit/lines.js';
import { linked } from '../../dashboard-kit/links.js';
import { property } from '../../dashboard-kit/looks.js';
import { predictedMarks } from '../../dashboard-kit/marks.js';
import { mart, telemetry } from '../../dashboard-kit/query.js';
import type { dashboard, timeseries } from '../../dashboard-kit/sdk.js';
import {
  historyMarks,
  measuredChoice,
  signalChart,
  SIMULATED,
  SIMULATED_NOTE,
  WELL,
  wellsDashboard,
  withChain,
} from './frame.js';

const MEDIAN = [0.5];

/** Columns of a mart of the chosen well, by day. */
const daily = (table: string, column: string, as: string, more: readonly RecordFilter[] = []) =>
  mart(table, {
    timeColumn: 'day',
    columns: ['day'],
    filters: [{ column: 'well_id', op: '=', value: '$well' }, ...more],
    groupBy: ['day'],
    aggregates: [{ column, fn: 'mean', as }],
    limit: 10_000,
    as: 'series',
  });
const liquid = [{ column: 'quantity', op: '=' as const, value: 'liquid_m3_d' }];

/** Signals of a well that are forecast by the day and have a limit. */
const DAILY = [
  'agzu.water_cut',
  'productivity.pump_efficiency',
  'productivity.model_deviation',
  'productivity.specific_energy',
];

const OIL = { assets: ['$well'], signals: ['agzu.oil'] };
const decline = (): timeseries.PanelBuilder =>
  linked(
    lines(
      1,
      'Oil, published forecast and Arps decline: ${well:text}',
      'Metered oil, the median of the published forecast of 30 days, and the decline by Arps beside it.',
      at(0, 0, 12, 10),
      [
        telemetry('raw', OIL),
        { queryType: 'forecast', ...OIL, quantiles: MEDIAN },
        { queryType: 'forecast', ...OIL, quantiles: MEDIAN, model: 'arps@1' },
      ],
      { unit: 'm³/d' },
    ),
  )
    .fillOpacity(0)
    .overrideByQuery('B', [property('displayName', 'Published forecast')])
    .overrideByQuery('C', [property('displayName', 'Arps')]);

/** One panel for each figure that a well of its lift has: index, drawdown and energy need gauges at the pump. */
const workedOut = (): timeseries.PanelBuilder =>
  signalChart(
    3,
    '$measured',
    'Worked out by day: efficiency is metered liquid over the nameplate rate at the frequency of the day; index is liquid over drawdown; drawdown is reservoir pressure less the pressure at the intake; energy is of a cubic metre of liquid.',
    at(0, 10, 24, 8),
    ['productivity.$measured'],
  )
    .repeat('measured')
    .repeatDirection('h')
    .maxPerRow(4);

/** What wells give, how it declines, and what it costs. */
export const production = (): dashboard.Dashboard =>
  finished(
    withChain(
      wellsDashboard(
        'wellhead-oil-production',
        'Production and productivity',
        'Rates, decline, efficiency of pumps, productivity index, energy, and the integrated model beside the meter.',
      ).time({ from: 'now-120d', to: 'now+30d' }),
      'one',
    )
      .withVariable(measuredChoice('productivity'))
      .annotation(historyMarks(['repair', 'pump'], 'Repairs', 'orange'))
      .annotation(predictedMarks({ assets: ['$well'], signals: DAILY }))
      .withPanel(decline())
      .withPanel(
        recordTable(
          2,
          'Forecasts of oil against what came',
          'The newest forecasts whose day has come or will: published and Arps, with the 80 % interval, and whether enough past forecasts stand behind it.',
          at(12, 0, 12, 10),
          mart('mart.well_forecast', {
            timeColumn: 'day',
            columns: ['day', 'model', 'champion', 'mean', 'lower_80', 'upper_80', 'calibrated', 'metered'],
            filters: [
              { column: 'well_id', op: '=', value: '$well' },
              { column: 'quantity', op: '=', value: 'oil' },
              { column: 'days_ahead', op: 'in', value: [1, 7, 14, 30] },
            ],
            orderBy: [{ column: 'issued_at', direction: 'desc' }, { column: 'day' }],
            limit: 24,
          }),
          [
            ['day', 'Day', { ...DAY, width: 95 }],
            ['model', 'Model', { width: 140 }],
            ['champion', 'Live', { ...YES_OR_DASH, width: 50 }],
            ['mean', 'Mean', { decimals: 1 }],
            ['lower_80', 'At least', { decimals: 1 }],
            ['upper_80', 'At most', { decimals: 1 }],
            ['calibrated', 'Calibrated', CALIBRATED],
            ['metered', 'Came', { decimals: 1 }],
          ],
        ),
      )
      .withPanel(workedOut())
      .withPanel(
        curves(
          7,
          'Integrated model beside the meter',
          'Liquid as the newest run of the model says, and as it was metered.',
          at(0, 18, 12, 8),
          [
            daily('mart.model_deviation', 'modelled', 'model', liquid),
            daily('mart.model_deviation', 'metered', 'meter', liquid),
          ],
          { unit: 'm³/d' },
        ).min(0),
      )
      .withPanel(
        linked(
          curves(
            8,
            'Deviation from the model',
            'How far the metered liquid lies from the model, either way; a signal with a limit.',
            at(12, 18, 12, 8),
            telemetry('raw', { assets: ['$well'], signals: ['productivity.model_deviation'] }),
            { unit: 'percentunit' },
          ),
        ),
      )
      .withPanel(
        recordTable(
          9,
          'Wells of the field, newest days first',
          'Every well with its rates and what they cost.',
          at(0, 26, 24, 10),
          mart('mart.well_productivity', {
            timeColumn: 'day',
            columns: [
              'day',
              'pad',
              'well_id',
              'liquid_m3_d',
              'oil_m3_d',
              'water_cut',
              'pump_efficiency',
              'productivity_index_m3_d_bar',
              'specific_energy_kwh_m3',
            ],
            filters: [{ column: 'pad_id', op: 'in', value: ['$pad'] }],
            orderBy: [{ column: 'day', direction: 'desc' }, { column: 'pump_efficiency' }],
            limit: 200,
          }),
          [
            ['day', 'Day', DAY],
            ['pad', 'Pad'],
            ['well_id', 'Well', WELL],
            ['liquid_m3_d', 'Liquid, m³/d', { decimals: 1 }],
            ['oil_m3_d', 'Oil, m³/d', { decimals: 1 }],
            ['water_cut', 'Water cut', RATIO],
            ['pump_efficiency', 'Efficiency', PROBABILITY],
            ['productivity_index_m3_d_bar', 'Index', { decimals: 2 }],
            ['specific_energy_kwh_m3', 'kWh/m³', { decimals: 1 }],
          ],
        ),
      ),
    SIMULATED,
    SIMULATED_NOTE,
  );
