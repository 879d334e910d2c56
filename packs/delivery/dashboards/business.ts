import type { QueryInput } from '@wellhead/contracts';
import { COUNT, DURATION, NUMBER, RED_BELOW_ZERO, recordTable } from '../../dashboard-kit/columns.js';
import { at, finished } from '../../dashboard-kit/dashboard.js';
import { figure } from '../../dashboard-kit/figure.js';
import { bars, lines, readings } from '../../dashboard-kit/lines.js';
import { linked } from '../../dashboard-kit/links.js';
import { GROUPED, USD } from '../../dashboard-kit/looks.js';
import { mart } from '../../dashboard-kit/query.js';
import type { dashboard } from '../../dashboard-kit/sdk.js';
import {
  chosen,
  COURIER,
  courierChoice,
  deliveryDashboard,
  missedTargets,
  ofType,
  simulated,
  SIMULATED,
  TYPE,
  TYPE_OF_LINE,
  typeChoice,
} from './frame.js';

const NO_PRICE = 'the source tells no price';
const TYPES = 'mart.daily_order_types';

const total = (column: string): QueryInput =>
  mart(TYPES, { timeColumn: 'day', filters: ofType, aggregates: [{ column, fn: 'sum', as: column }] });

const byDay = (column: string): QueryInput =>
  mart(TYPES, {
    columns: ['day', 'order_type'],
    timeColumn: 'day',
    filters: ofType,
    groupBy: ['day', 'order_type'],
    aggregates: [{ column, fn: 'sum', as: column }],
    orderBy: [{ column: 'day' }, { column: 'order_type' }],
    limit: 10_000,
    as: 'series',
  });

/** The question as SQL: `select courier, avg(execution_s) … group by courier order by 2 limit 10`. */
export const COURIER_EFFICIENCY = mart('mart.courier_deliveries', {
  columns: ['courier'],
  timeColumn: 'assigned_at',
  groupBy: ['courier'],
  aggregates: [
    { column: 'performer_id', fn: 'count', as: 'deliveries' },
    { column: 'execution_s', fn: 'mean', as: 'execution' },
    { column: 'cost', fn: 'mean', as: 'cost' },
  ],
  orderBy: [{ column: 'execution' }],
  limit: 24,
});

export const POPULAR_ROUTES = mart('dds.fact_orders', {
  columns: ['source_address_id', 'target_address_id'],
  timeColumn: 'registered_at',
  groupBy: ['source_address_id', 'target_address_id'],
  aggregates: [{ column: 'order_id', fn: 'count', as: 'orders' }],
  orderBy: [{ column: 'orders', direction: 'desc' }, { column: 'source_address_id' }, { column: 'target_address_id' }],
  limit: 10,
});

const earned = () =>
  recordTable(
    13,
    'What couriers earned, by order type',
    'Released orders of the time range of the chosen type and courier: what they brought and cost, the largest margin first.',
    at(0, 32, 24, 11),
    mart('mart.delivery_journeys', {
      columns: ['courier', 'order_type'],
      timeColumn: 'registered_at',
      filters: [...chosen, { column: 'status', op: '=', value: 'released' }],
      groupBy: ['courier', 'order_type'],
      aggregates: [
        { column: 'order_id', fn: 'count', as: 'released' },
        { column: 'price', fn: 'sum', as: 'revenue' },
        { column: 'cost', fn: 'sum', as: 'cost' },
        { column: 'margin', fn: 'sum', as: 'margin' },
      ],
      orderBy: [{ column: 'margin', direction: 'desc' }],
      limit: 100,
    }),
    [
      ['courier', 'Courier', COURIER],
      ['order_type', 'Type', TYPE],
      ['released', 'Released', COUNT],
      ['revenue', 'Revenue, USD', COUNT],
      ['cost', 'Cost, USD', COUNT],
      ['margin', 'Margin, USD', { ...COUNT, ...RED_BELOW_ZERO }],
    ],
  );

/** What deliveries bring and cost, who is efficient, which routes are popular. */
export const business = (): dashboard.Dashboard =>
  finished(
    deliveryDashboard(
      'wellhead-delivery-business',
      'Delivery: business',
      'Order dynamics, efficiency of couriers, revenue, cost, margin, conversion, return.',
    )
      .refresh('5m')
      .time({ from: 'now-28d', to: 'now' })
      .withVariable(typeChoice())
      .withVariable(courierChoice())
      .annotation(missedTargets())
      .withPanel(
        figure(1, 'Revenue', 'Price of the released orders.', at(0, 0, 5, 4), total('revenue'), {
          unit: USD,
          decimals: 1,
          none: NO_PRICE,
        }),
      )
      .withPanel(
        figure(2, 'Cost', 'Cost of the released orders.', at(5, 0, 5, 4), total('cost'), {
          unit: USD,
          decimals: 1,
          color: 'orange',
        }),
      )
      .withPanel(
        figure(3, 'Margin', 'Revenue minus cost.', at(10, 0, 5, 4), total('margin'), {
          unit: USD,
          decimals: 1,
          color: 'green',
          none: NO_PRICE,
        }),
      )
      .withPanel(
        figure(
          4,
          'Senders a day',
          'Mean of the different addresses that orders come from, a day, all types.',
          at(15, 0, 5, 4),
          mart('mart.daily_activity', {
            timeColumn: 'day',
            aggregates: [{ column: 'senders', fn: 'mean', as: 'senders' }],
          }),
          { unit: GROUPED, decimals: 1, color: 'purple' },
        ),
      )
      .withPanel(simulated(5, at(20, 0, 4, 4)))
      .withPanel(
        linked(
          bars(
            6,
            'Orders by day and type',
            'Orders registered a day; today is not over.',
            at(0, 4, 12, 8),
            byDay('registered'),
            { unit: GROUPED, name: '${__field.labels.order_type}' },
          ),
          TYPE_OF_LINE,
        ),
      )
      .withPanel(
        linked(
          bars(
            7,
            'Margin by day and type',
            'Price minus cost of the orders of a day that are released.',
            at(12, 4, 12, 8),
            byDay('margin'),
            { unit: USD, none: NO_PRICE, name: '${__field.labels.order_type}' },
          ),
          TYPE_OF_LINE,
        ),
      )
      .withPanel(
        readings(
          8,
          'Conversion',
          'Released over registered, by day of the order, all types; the last days grow until what is under way is released.',
          at(0, 12, 8, 8),
          { signals: ['delivery.conversion'] },
          { unit: 'percentunit', name: 'conversion' },
        ).max(1),
      )
      .withPanel(
        readings(
          9,
          'Return by type',
          '(price − cost) / cost of the released orders, by day of the order.',
          at(8, 12, 8, 8),
          { signals: ['delivery.roi'] },
          { unit: 'percentunit', none: NO_PRICE, name: '${__field.labels.asset}' },
        ),
      )
      .withPanel(
        lines(
          10,
          'Senders a day',
          'Different addresses that orders come from.',
          at(16, 12, 8, 8),
          mart('mart.daily_activity', {
            columns: ['day', 'senders', 'receivers'],
            timeColumn: 'day',
            as: 'series',
            limit: 10_000,
          }),
          { unit: GROUPED },
        ).min(0),
      )
      .withPanel(
        recordTable(
          11,
          'Efficiency of couriers',
          'Mean time from assigned to released, the fastest first, of the deliveries that they took in the time range; all types.',
          at(0, 20, 12, 12),
          COURIER_EFFICIENCY,
          [
            ['courier', 'Courier', COURIER],
            ['deliveries', 'Released', COUNT],
            ['execution', 'Mean time', DURATION],
            ['cost', 'Mean cost, USD', { unit: 'none', decimals: 2 }],
          ],
        ),
      )
      .withPanel(
        recordTable(
          12,
          'Ten most popular routes',
          'Routes with the most orders in the time range; all types.',
          at(12, 20, 12, 12),
          POPULAR_ROUTES,
          [
            ['source_address_id', 'From address', NUMBER],
            ['target_address_id', 'To address', NUMBER],
            ['orders', 'Orders', COUNT],
          ],
        ),
      )
      .withPanel(earned()),
    SIMULATED,
  );
