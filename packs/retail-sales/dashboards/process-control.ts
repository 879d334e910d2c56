import { at, finished } from '../../dashboard-kit/dashboard.js';
import { USD } from '../../dashboard-kit/looks.js';
import { mart, telemetry } from '../../dashboard-kit/query.js';
import type { dashboard } from '../../dashboard-kit/sdk.js';
import { controlChart } from '../../dashboard-kit/wellhead-panels.js';
import { breachMarks, DATES_SHIFTED_NOTE, retailDashboard, wholeChoice } from './frame.js';

const dailySales = telemetry('raw', { assets: ['$asset'], signals: ['sales.amount'] });

/** The demo dashboard of the control chart: what in daily sales is more than chance. */
export const processControl = (): dashboard.Dashboard =>
  finished(
    retailDashboard(
      'wellhead-retail-control',
      'Retail sales: process control',
      'Control charts of sales and orders, with the rules of Nelson.',
    )
      .time({ from: 'now-90d', to: 'now' })
      .withVariable(wholeChoice())
      .annotation(breachMarks('$asset', false))
      .withPanel(
        controlChart(
          1,
          'Daily sales: ${asset:text}',
          'Sales of each day against three sigma of their day-to-day change. A ring marks a day that completes a rule. Sales have a rhythm of the week, which the rules for runs find.',
          at(0, 0, 24, 11),
          'xmr',
          dailySales,
        ).unit(USD),
      )
      .withPanel(
        controlChart(
          3,
          'Weighted average: ${asset:text}',
          'Daily sales, the newest day weighing one fifth: finds small lasting changes of the level.',
          at(0, 11, 12, 8),
          'ewma',
          dailySales,
        ).unit(USD),
      )
      .withPanel(
        controlChart(
          4,
          'Cumulative sums: ${asset:text}',
          'What days lie above and below the mean by more than half a sigma, summed up; beyond five sigma the level has changed.',
          at(12, 11, 12, 8),
          'cusum',
          dailySales,
        ).unit(USD),
      )
      .withPanel(
        controlChart(
          5,
          'Lines an order, all sales',
          'Order lines of each day over its orders; a day with few orders has wider limits.',
          at(0, 19, 12, 8),
          'u',
          mart('mart.sales_orders', {
            columns: ['day'],
            timeColumn: 'day',
            groupBy: ['day'],
            aggregates: [
              { column: 'lines', fn: 'sum', as: 'lines' },
              { column: 'order_id', fn: 'count', as: 'orders' },
            ],
            orderBy: [{ column: 'day' }],
          }),
        ),
      )
      .withPanel(
        controlChart(
          6,
          'Value of orders, all sales',
          'Mean and standard deviation of the orders of each day. A few big orders make both jump: their values are far from normal.',
          at(12, 19, 12, 8),
          'xbar-s',
          mart('mart.sales_orders', {
            columns: ['day', 'order_value'],
            timeColumn: 'day',
            orderBy: [{ column: 'day' }],
            limit: 10_000,
          }),
        ).unit(USD),
      ),
    undefined,
    DATES_SHIFTED_NOTE,
  );
