import type { dashboard } from '../../dashboard-kit/sdk.js';
import { dynacards } from './dynacards.js';
import { equipment } from './equipment.js';
import { fieldOverview } from './field-overview.js';
import { laboratory } from './laboratory.js';
import { production } from './production.js';
import { wellPage } from './well-page.js';

/** The pack's dashboards by file name, and the folder they stand in. */
export const oilWellsDashboards = (): {
  readonly folder: string;
  readonly dashboards: Readonly<Record<string, dashboard.Dashboard>>;
} => ({
  folder: 'Oil wells',
  dashboards: {
    'field-overview': fieldOverview(),
    well: wellPage(),
    dynacards: dynacards(),
    production: production(),
    equipment: equipment(),
    laboratory: laboratory(),
  },
});
