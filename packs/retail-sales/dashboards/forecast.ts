import { CALIBRATED, COUNT, RATIO, recordTable } from '../../dashboard-kit/columns.js';
import { at, finished } from '../../dashboard-kit/dashboard.js';
import { USD } from '../../dashboard-kit/looks.js';
import { predictedMarks } from '../../dashboard-kit/marks.js';
import { mart } from '../../dashboard-kit/query.js';
import { backtestTable } from '../../dashboard-kit/scorecards.js';
import type { dashboard, table } from '../../dashboard-kit/sdk.js';
import { fanChart } from '../../dashboard-kit/wellhead-panels.js';
import { breachMarks, DATES_SHIFTED_NOTE, partChoice, retailDashboard } from './frame.js';

const SALES = { assets: ['$asset'], signals: ['sales.amount'] };
const ofAsset = [{ column: 'asset', op: '=' as const, value: '$asset' }];
/** Every evening of the days that the first start feeds, and some more: what the slider can go back to. */
const VINTAGES = 100;

const outlook = (): table.PanelBuilder =>
  recordTable(
    2,
    'Next seven days, USD',
    'The newest forecast: expected sales of each day, and the interval from at least to at most that holds 80 of 100 days.',
    at(0, 11, 9, 9),
    mart('mart.sales_outlook', {
      columns: ['day', 'mean', 'lower_80', 'upper_80', 'calibrated'],
      filters: ofAsset,
      orderBy: [{ column: 'day' }],
      limit: 7,
    }),
    [
      ['day', 'Day', { unit: 'time:ddd MM-DD', width: 96 }],
      ['mean', 'Expected', COUNT],
      ['lower_80', 'At least', COUNT],
      ['upper_80', 'At most', COUNT],
      ['calibrated', 'Calibrated', CALIBRATED],
    ],
  );

const realised = (): table.PanelBuilder =>
  recordTable(
    3,
    'Forecasts against what came, by days ahead',
    'Every published forecast whose day has come, by days ahead. Error: sum of absolute errors over sum of sales. In 80 % is the share of days inside the 80 % interval.',
    at(9, 11, 15, 9),
    mart('mart.sales_forecast_accuracy', {
      columns: ['days_ahead', 'forecasts', 'wape', 'bias', 'inside_80', 'inside_95'],
      filters: ofAsset,
      orderBy: [{ column: 'days_ahead' }],
      limit: 50,
    }),
    [
      ['days_ahead', 'Days'],
      ['forecasts', 'Count'],
      ['wape', 'Error', RATIO],
      ['bias', 'Bias, $', COUNT],
      ['inside_80', 'In 80 %', RATIO],
      ['inside_95', 'In 95 %', RATIO],
    ],
  );

/** What the next seven days will bring, what was believed before, and how good that was. */
export const forecast = (): dashboard.Dashboard =>
  finished(
    retailDashboard(
      'wellhead-retail-forecast',
      'Retail sales: forecast',
      'Forecast of daily sales with its intervals, its earlier vintages and its score.',
    )
      .time({ from: 'now-60d', to: 'now+8d' })
      .withVariable(partChoice())
      .annotation(breachMarks('$asset'))
      .annotation(predictedMarks({ assets: ['$asset'] }))
      .withPanel(
        fanChart(
          1,
          'Daily sales and their forecast: ${asset:text}',
          'Sales of each day, the median forecast of the next seven days and its 50, 80 and 95 % intervals, with the limits of the part. Days that were not as expected are ringed. The slider shows what was believed on an earlier day.',
          at(0, 0, 24, 11),
          { ...SALES, vintages: VINTAGES, unit: USD, includeZero: true },
        ),
      )
      .withPanel(outlook())
      .withPanel(realised())
      .withPanel(
        backtestTable(
          5,
          'Back-test of the models',
          'Error and coverage of each model from rolling origins in the history. MASE below 1 beats repeating last week. Live is the model that dashboards and alerts use: for a sum of parts the sum of their forecasts, so that all add up.',
          at(0, 20, 24, 8),
          SALES,
          // The chosen part makes it plain.
          ['title'],
        ),
      ),
    undefined,
    DATES_SHIFTED_NOTE,
  );
