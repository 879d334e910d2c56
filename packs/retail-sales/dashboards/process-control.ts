import { finished, USD } from '../../dashboard-kit/parts.js';
import { query } from '../../dashboard-kit/query.js';
import { dashboard } from '../../dashboard-kit/sdk.js';
import { at, breachMarks, datesShifted, retailDashboard, wholeChoice } from './frame.js';

type Kind = 'xmr' | 'xbar-s' | 'u' | 'ewma' | 'cusum';

const chart = (
  id: number,
  kind: Kind,
  title: string,
  description: string,
  position: dashboard.GridPos,
  target: Parameters<typeof query>[1],
): dashboard.PanelBuilder =>
  new dashboard.PanelBuilder()
    .type('wellhead-controlchart-panel')
    .id(id)
    .title(title)
    .description(description)
    .gridPos(position)
    .withTarget(query('A', target))
    .options({ kind, phases: false, showCapability: false });

const dailySales: Parameters<typeof query>[1] = {
  queryType: 'telemetry',
  assets: ['$asset'],
  signals: ['sales.amount'],
  aggregate: 'raw',
};

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
        chart(
          1,
          'xmr',
          'Daily sales: ${asset:text}',
          'Sales of each day against three sigma of their day-to-day change. A ring marks a day that completes a rule. Sales have a rhythm of the week, which the rules for runs find.',
          at(0, 0, 20, 11),
          dailySales,
        ).unit(USD),
      )
      .withPanel(datesShifted(2, at(20, 0, 4, 11)))
      .withPanel(
        chart(
          3,
          'ewma',
          'Weighted average: ${asset:text}',
          'Daily sales, the newest day weighing one fifth: finds small lasting changes of the level.',
          at(0, 11, 12, 8),
          dailySales,
        ).unit(USD),
      )
      .withPanel(
        chart(
          4,
          'cusum',
          'Cumulative sums: ${asset:text}',
          'What days lie above and below the mean by more than half a sigma, summed up; beyond five sigma the level has changed.',
          at(12, 11, 12, 8),
          dailySales,
        ).unit(USD),
      )
      .withPanel(
        chart(
          5,
          'u',
          'Lines an order, all sales',
          'Order lines of each day over its orders; a day with few orders has wider limits.',
          at(0, 19, 12, 8),
          {
            queryType: 'mart',
            table: 'mart.sales_orders',
            columns: ['day'],
            timeColumn: 'day',
            groupBy: ['day'],
            aggregates: [
              { column: 'lines', fn: 'sum', as: 'lines' },
              { column: 'order_id', fn: 'count', as: 'orders' },
            ],
            orderBy: [{ column: 'day' }],
          },
        ),
      )
      .withPanel(
        chart(
          6,
          'xbar-s',
          'Value of orders, all sales',
          'Mean and standard deviation of the orders of each day. A few big orders make both jump: their values are far from normal.',
          at(12, 19, 12, 8),
          {
            queryType: 'mart',
            table: 'mart.sales_orders',
            columns: ['day', 'order_value'],
            timeColumn: 'day',
            orderBy: [{ column: 'day' }],
            limit: 10_000,
          },
        ).unit(USD),
      ),
  );
