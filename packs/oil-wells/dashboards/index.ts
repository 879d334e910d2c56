import type { dashboard } from '../../dashboard-kit/sdk.js';
import { dynacards } from './dynacards.js';

/** The pack's dashboards by file name, and the folder they stand in. */
export const oilWellsDashboards = (): {
  readonly folder: string;
  readonly dashboards: Readonly<Record<string, dashboard.Dashboard>>;
} => ({ folder: 'Oil wells', dashboards: { dynacards: dynacards() } });
