import type { dashboard } from '../../dashboard-kit/sdk.js';
import { modelsDashboard } from './models.js';
import { operations } from './operations.js';
import { signal } from './signal.js';

/** Dashboards of Wellhead itself by file name, and the folder they stand in. */
export const operationsDashboards = (): {
  readonly folder: string;
  readonly dashboards: Readonly<Record<string, dashboard.Dashboard>>;
} => ({ folder: 'Operations', dashboards: { operations: operations(), models: modelsDashboard(), signal: signal() } });
