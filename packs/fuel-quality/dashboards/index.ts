import type { dashboard } from '../../dashboard-kit/sdk.js';
import { batchPath } from './batch-path.js';
import { batches } from './batches.js';
import { modelQuality } from './model-quality.js';
import { overview } from './overview.js';
import { product } from './product.js';
import { softSensor } from './soft-sensor.js';

/** The dashboards of this pack by file name, and the folder in Grafana that they go into. */
export const fuelQualityDashboards = (): {
  readonly folder: string;
  readonly dashboards: Readonly<Record<string, dashboard.Dashboard>>;
} => ({
  folder: 'Fuel quality',
  dashboards: {
    overview: overview(),
    product: product(),
    'soft-sensor': softSensor(),
    batches: batches(),
    batch: batchPath(),
    'model-quality': modelQuality(),
  },
});
