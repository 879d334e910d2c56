import type { RecordFilter } from '@wellhead/contracts';
import { dashboardOf } from '../../dashboard-kit/dashboard.js';
import type { Link } from '../../dashboard-kit/links.js';
import { predictedMarks } from '../../dashboard-kit/marks.js';
import { note } from '../../dashboard-kit/note.js';
import { dashboard, type text } from '../../dashboard-kit/sdk.js';
import { columnChoice, wordChoice } from '../../dashboard-kit/variables.js';

/** Said by every panel: they are shared one by one. */
export const SIMULATED = 'Simulated.';

/** Hours and days are of UTC, so that is the time zone shown. */
export const deliveryDashboard = dashboardOf({ tag: 'delivery', timezone: 'utc', remark: SIMULATED });

const SOURCE = 'Orders and couriers are drawn from a seed; every eleventh day trucks are late.';

export const simulated = (id: number, position: dashboard.GridPos): text.PanelBuilder =>
  note(id, 'Simulated', 'Where the data comes from.', position, SOURCE);

/** In one line what the data is. */
export const SIMULATED_NOTE = `**Simulated.** ${SOURCE}`;

export const ORDER_TYPES = ['express', 'standard', 'bulky'];
export const typeChoice = (): dashboard.CustomVariableBuilder =>
  wordChoice('type', 'Order type', 'Type of the orders.', ORDER_TYPES);
export const ofType: RecordFilter[] = [{ column: 'order_type', op: 'like', value: '$type' }];

/** Couriers of the chosen type in the time range; those of all types where all are chosen. */
export const courierChoice = (): dashboard.QueryVariableBuilder =>
  columnChoice('courier', 'Courier', 'Who brought orders of the type in the time range.', {
    table: 'mart.delivery_journeys',
    column: 'courier',
    timeColumn: 'registered_at',
    filters: ofType,
  })
    .sort(dashboard.VariableSort.NumericalAsc)
    .includeAll(true)
    .allValue('%')
    .current({ selected: true, text: 'All', value: '$__all' });

/** Journeys of the chosen type and courier. */
export const chosen: RecordFilter[] = [...ofType, { column: 'courier', op: 'like', value: '$courier' }];

/** The same of the type that a line names. */
export const TYPE_OF_LINE: Link = {
  title: 'Forecast',
  url: '/d/wellhead-delivery-forecast?var-asset=delivery-${__field.labels.order_type}&var-signal=delivery.duration',
};

/** Opens what a courier did. */
export const COURIER: { readonly minWidth: number; readonly links: readonly Link[] } = {
  minWidth: 105,
  links: [
    {
      title: 'Orders of the courier',
      url: '/d/wellhead-delivery-operational?var-courier=${__value.text}',
    },
  ],
};

/** Opens what is forecast of the order type that a cell names. */
export const TYPE: { readonly minWidth: number; readonly links: readonly Link[] } = {
  minWidth: 90,
  links: [
    {
      title: 'Forecast',
      url: '/d/wellhead-delivery-forecast?var-asset=delivery-${__value.text}&var-signal=delivery.duration',
    },
  ],
};

/** Marks the hours in which a target is predicted to be missed. */
export const missedTargets = (): ReturnType<typeof predictedMarks> =>
  predictedMarks({ signals: ['delivery.duration', 'delivery.share_in_time'] }, 'Target predicted to be missed');
