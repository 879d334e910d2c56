import { CALIBRATED, RATIO, recordTable, YES_OR_DASH } from '../../dashboard-kit/columns.js';
import { at, finished } from '../../dashboard-kit/dashboard.js';
import { SIGNAL_OF_ROW } from '../../dashboard-kit/links.js';
import type { dashboard } from '../../dashboard-kit/sdk.js';
import { catalogueChoice, choice } from '../../dashboard-kit/variables.js';
import { fanChart } from '../../dashboard-kit/wellhead-panels.js';
import { deliveryDashboard, missedTargets, ORDER_TYPES, SIMULATED_NOTE, SIMULATED } from './frame.js';

const ASSETS = [
  { text: 'All deliveries', value: 'delivery' },
  ...ORDER_TYPES.map((name) => ({ text: name, value: `delivery-${name}` })),
];
/** Two days of hourly forecasts. */
const VINTAGES = 24;

/** What the next 48 hours will bring, and how good that was. */
export const forecast = (): dashboard.Dashboard =>
  finished(
    deliveryDashboard(
      'wellhead-delivery-forecast',
      'Delivery: forecast',
      'Orders, deliveries and targets by hour, and their forecast of the next 48 hours.',
    )
      .refresh('5m')
      .time({ from: 'now-7d', to: 'now+48h' })
      .withVariable(choice('asset', 'Of', 'All deliveries, or an order type.', ASSETS))
      .withVariable(
        catalogueChoice('signal', 'Signal', 'A signal of what is chosen before.', {
          kind: 'signals',
          asset: '$asset',
        }),
      )
      .annotation(missedTargets())
      .withPanel(
        fanChart(
          1,
          '${asset:text}: ${signal:text}',
          'What was, the median forecast of the next 48 hours and its 50, 80 and 95 % intervals, with the limit. Not every signal is forecast.',
          at(0, 0, 24, 10),
          { assets: ['$asset'], signals: ['$signal'], vintages: VINTAGES, unit: 'short' },
        ),
      )
      .withPanel(
        fanChart(3, 'Orders per hour', 'Orders of each hour and their forecast.', at(0, 10, 12, 9), {
          assets: ['delivery'],
          signals: ['orders.count'],
          vintages: VINTAGES,
          unit: 'short',
        }),
      )
      .withPanel(
        fanChart(
          4,
          'Deliveries per hour',
          'Deliveries that couriers took in each hour, and their forecast.',
          at(12, 10, 12, 9),
          {
            assets: ['delivery'],
            signals: ['deliveries.count'],
            vintages: VINTAGES,
            unit: 'short',
          },
        ),
      )
      .withPanel(
        recordTable(
          5,
          'Models',
          'Error and coverage of each model from rolling origins in the history. MASE below 1 beats repeating the day before.',
          at(0, 19, 24, 9),
          { queryType: 'scorecard', assets: ASSETS.map(({ value }) => value) },
          [
            ['title', 'Signal', { width: 340, ...SIGNAL_OF_ROW }],
            ['model', 'Model', { width: 150 }],
            ['mase', 'MASE'],
            ['wape', 'Error', RATIO],
            ['origins', 'Origins'],
            ['calibrated', 'Calibrated', CALIBRATED],
            ['coverage 50 %', 'In 50 %', RATIO],
            ['coverage 80 %', 'In 80 %', RATIO],
            ['coverage 95 %', 'In 95 %', RATIO],
            ['published', 'Published', YES_OR_DASH],
          ],
          ['asset', 'signal', 'coverage n', 'pinball', 'scored at'],
        ),
      ),
    SIMULATED,
    SIMULATED_NOTE,
  );
