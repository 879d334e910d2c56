import { dashboardOf } from '../../dashboard-kit/dashboard.js';

/** Dashboards of Wellhead itself, whatever the packs. */
export const operationsDashboard = dashboardOf({ tag: 'operations', timezone: 'browser' });
