import type { dashboard } from '../../dashboard-kit/sdk.js';
import { business } from './business.js';
import { forecast } from './forecast.js';
import { operational } from './operational.js';
import { technical } from './technical.js';

export { COURIER_EFFICIENCY, POPULAR_ROUTES } from './business.js';
export { HOURLY_STATISTICS } from './operational.js';

/** The pack's dashboards by file name, and the folder they stand in. */
export const deliveryDashboards = (): {
  readonly folder: string;
  readonly dashboards: Readonly<Record<string, dashboard.Dashboard>>;
} => ({
  folder: 'Delivery',
  dashboards: { operational: operational(), technical: technical(), business: business(), forecast: forecast() },
});
