import type { dashboard } from '../../dashboard-kit/sdk.js';
import { analysis } from './analysis.js';
import { forecast } from './forecast.js';
import { overview } from './overview.js';
import { processControl } from './process-control.js';

/** The pack's dashboards by file name, and the folder they stand in. */
export const retailSalesDashboards = (): {
  readonly folder: string;
  readonly dashboards: Readonly<Record<string, dashboard.Dashboard>>;
} => ({
  folder: 'Retail sales',
  dashboards: { overview: overview(), analysis: analysis(), forecast: forecast(), 'process-control': processControl() },
});
