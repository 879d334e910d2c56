import { COUNT, DURATION, NUMBER, RATIO, RECENT, RED_ABOVE_ZERO, recordTable } from '../../dashboard-kit/columns.js';
import { at, finished } from '../../dashboard-kit/dashboard.js';
import { figure } from '../../dashboard-kit/figure.js';
import { lines, readings } from '../../dashboard-kit/lines.js';
import { GROUPED, noLegend } from '../../dashboard-kit/looks.js';
import { mart } from '../../dashboard-kit/query.js';
import { rowBars } from '../../dashboard-kit/row-bars.js';
import { type bargauge, common, type dashboard } from '../../dashboard-kit/sdk.js';
import {
  chosen,
  COURIER,
  courierChoice,
  deliveryDashboard,
  missedTargets,
  simulated,
  SIMULATED,
  TYPE,
  typeChoice,
} from './frame.js';

const JOURNEYS = 'mart.delivery_journeys';
const WHOLE = { unit: GROUPED, decimals: 0 };
const SECONDS = { unit: 's', decimals: 0, minWidth: 90 };
const journeys = { timeColumn: 'registered_at', filters: chosen };

const byStatus = (): bargauge.PanelBuilder =>
  rowBars(
    7,
    'Deliveries by status',
    'Orders of the time range by the last time that is set: registered, estimated, assigned, released.',
    at(0, 4, 8, 8),
    mart(JOURNEYS, {
      ...journeys,
      columns: ['status'],
      groupBy: ['status'],
      aggregates: [{ column: 'order_id', fn: 'count', as: 'orders' }],
      orderBy: [{ column: 'orders', direction: 'desc' }],
    }),
    { unit: GROUPED, name: 'status', most: 4 },
  ).text(new common.VizTextDisplayOptionsBuilder().titleSize(16).valueSize(20));

const byType = () =>
  recordTable(
    10,
    'Targets by order type',
    'Released orders of the time range: mean time from registered to released, how far it lies from the target of the type (below 0 = faster), and which share was in time.',
    at(0, 20, 12, 8),
    mart(JOURNEYS, {
      ...journeys,
      columns: ['order_type', 'target_s'],
      groupBy: ['order_type', 'target_s'],
      aggregates: [
        { column: 'released_at', fn: 'count', as: 'released' },
        { column: 'duration_s', fn: 'mean', as: 'duration' },
        { column: 'deviation_s', fn: 'mean', as: 'deviation' },
        { column: 'in_time', fn: 'mean', as: 'share' },
      ],
      orderBy: [{ column: 'target_s' }],
    }),
    [
      ['order_type', 'Type', TYPE],
      ['target_s', 'Target', DURATION],
      ['released', 'Released', COUNT],
      ['duration', 'Mean time', { ...SECONDS, decimals: 1 }],
      ['deviation', 'Deviation', { ...SECONDS, decimals: 1, ...RED_ABOVE_ZERO }],
      ['share', 'In time', RATIO],
    ],
  );

const latest = () =>
  recordTable(
    11,
    'Latest of all',
    'The ten deliveries of the time range that missed their target by most.',
    at(12, 20, 12, 8),
    mart(JOURNEYS, {
      ...journeys,
      columns: ['registered_at', 'order_id', 'order_type', 'courier', 'route', 'deviation_s'],
      filters: [...chosen, { column: 'deviation_s', op: '>', value: 0 }],
      orderBy: [{ column: 'deviation_s', direction: 'desc' }],
      limit: 10,
    }),
    [
      ['registered_at', 'Registered', RECENT],
      ['order_id', 'Order', NUMBER],
      ['order_type', 'Type', TYPE],
      ['courier', 'Courier', COURIER],
      ['route', 'Route', { minWidth: 90 }],
      ['deviation_s', 'Late by', SECONDS],
    ],
  );

/** The question as SQL: `select hour, orders, … from mart.hourly_statistics where hour >= now() - interval '24 hours'`. */
export const HOURLY_STATISTICS = mart('mart.hourly_statistics', {
  columns: ['hour', 'orders', 'unique_sources', 'unique_targets', 'deliveries', 'completed', 'cost_total', 'events'],
  timeColumn: 'hour',
  orderBy: [{ column: 'hour', direction: 'desc' }],
  limit: 25,
});

const hourly = () =>
  recordTable(
    12,
    'Hourly statistics of the last 24 hours',
    'Orders registered in each hour, deliveries that couriers took in it, how many of these are released by now, their cost, and events.',
    at(0, 28, 24, 10),
    HOURLY_STATISTICS,
    [
      ['hour', 'Hour', RECENT],
      ['orders', 'Orders', COUNT],
      ['unique_sources', 'Senders', COUNT],
      ['unique_targets', 'Receivers', COUNT],
      ['deliveries', 'Taken', COUNT],
      ['completed', 'Completed', COUNT],
      ['cost_total', 'Cost, USD', COUNT],
      ['events', 'Events', COUNT],
    ],
  ).timeFrom('24h');

/** What is under way, how long it takes, what is late. */
export const operational = (): dashboard.Dashboard =>
  finished(
    deliveryDashboard(
      'wellhead-delivery-operational',
      'Delivery: operational',
      'Orders and their status, time of execution, targets and deviations.',
    )
      .refresh('1m')
      .time({ from: 'now-48h', to: 'now' })
      .withVariable(typeChoice())
      .withVariable(courierChoice())
      .annotation(missedTargets())
      .withPanel(
        figure(
          1,
          'Orders',
          'Orders registered in the time range.',
          at(0, 0, 4, 4),
          mart(JOURNEYS, { ...journeys, aggregates: [{ column: 'order_id', fn: 'count', as: 'orders' }] }),
          WHOLE,
        ),
      )
      .withPanel(
        figure(
          2,
          'Under way',
          'Orders of the time range that are not released yet; given-up ones are among them.',
          at(4, 0, 4, 4),
          mart(JOURNEYS, {
            ...journeys,
            filters: [...chosen, { column: 'status', op: '!=', value: 'released' }],
            aggregates: [{ column: 'order_id', fn: 'count', as: 'under way' }],
          }),
          { ...WHOLE, color: 'purple' },
        ),
      )
      .withPanel(
        figure(
          3,
          'Released in time',
          'Share of the released orders of the time range that kept the target of their type.',
          at(8, 0, 4, 4),
          mart(JOURNEYS, { ...journeys, aggregates: [{ column: 'in_time', fn: 'mean', as: 'share' }] }),
          { unit: 'percentunit', decimals: 1, color: 'green', none: 'no target' },
        ),
      )
      .withPanel(
        figure(
          4,
          'Late',
          'Released orders of the time range that missed their target.',
          at(12, 0, 4, 4),
          mart(JOURNEYS, {
            ...journeys,
            filters: [...chosen, { column: 'deviation_s', op: '>', value: 0 }],
            aggregates: [{ column: 'order_id', fn: 'count', as: 'late' }],
          }),
          { ...WHOLE, color: 'red' },
        ),
      )
      .withPanel(
        figure(
          5,
          'Execution',
          'Mean time from assigned to released, of the orders of the time range.',
          at(16, 0, 4, 4),
          mart(JOURNEYS, { ...journeys, aggregates: [{ column: 'execution_s', fn: 'mean', as: 'execution' }] }),
          { unit: 's', decimals: 1, color: 'orange' },
        ),
      )
      .withPanel(simulated(6, at(20, 0, 4, 4)))
      .withPanel(byStatus())
      .withPanel(
        lines(
          8,
          'Orders and deliveries by hour',
          'Orders registered and deliveries taken in each hour, all types.',
          at(8, 4, 16, 8),
          mart('mart.hourly_statistics', {
            columns: ['hour', 'orders', 'deliveries'],
            timeColumn: 'hour',
            as: 'series',
            limit: 10_000,
          }),
          { unit: GROUPED },
        ).min(0),
      )
      .withPanel(
        readings(
          9,
          'Share in time, last 24 hours',
          'Share of the deliveries released in the 24 hours before that kept their target. The limit is agreed with customers.',
          at(0, 12, 12, 8),
          { signals: ['delivery.share_in_time'] },
          { unit: 'percentunit' },
        )
          .max(1)
          .legend(noLegend())
          .thresholdsStyle(new common.GraphThresholdsStyleConfigBuilder().mode(common.GraphThresholdsStyleMode.Line)),
      )
      .withPanel(
        readings(
          13,
          'Deviation from the target by type, last 24 hours',
          'Mean time from registered to released minus the target, of the 24 hours before; above 0 is late.',
          at(12, 12, 12, 8),
          { signals: ['delivery.deviation'] },
          { unit: 's', name: '${__field.labels.asset}' },
        ),
      )
      .withPanel(byType())
      .withPanel(latest())
      .withPanel(hourly()),
    SIMULATED,
  );
