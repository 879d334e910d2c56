import type { dashboard } from '../../dashboard-kit/sdk.js';
import { trades } from './trades.js';

/** The pack's dashboards by file name, and the folder they stand in. */
export const marketDataDashboards = (): {
  readonly folder: string;
  readonly dashboards: Readonly<Record<string, dashboard.Dashboard>>;
} => ({ folder: 'Market data', dashboards: { trades: trades() } });
