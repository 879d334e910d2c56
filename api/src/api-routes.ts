import type { Route } from './http/route.js';
import { callerRoute } from './routes/caller.js';
import { catalogueRoutes } from './routes/catalogue.js';
import { checkRoutes } from './routes/checks.js';
import { tagRoutes } from './routes/tags.js';
import { forecastRoutes } from './routes/forecasts.js';
import { intakeRoutes } from './routes/intake.js';
import { jobRoutes } from './routes/jobs.js';
import { modelConfigRoutes } from './routes/model-configs.js';
import { modelRoutes } from './routes/models.js';
import { notificationRoutes } from './routes/notifications.js';
import { quarantineRoutes } from './routes/quarantine.js';
import { queryRoute } from './routes/query.js';
import { reportRoutes } from './routes/reports.js';
import { repairRoutes } from './routes/repairs.js';
import { runRoutes } from './routes/runs.js';
import { settingRoutes } from './routes/settings.js';

/** Every address of the API. */
export const apiRoutes: readonly Route[] = [
  callerRoute,
  queryRoute,
  ...catalogueRoutes,
  ...checkRoutes,
  ...tagRoutes,
  ...forecastRoutes,
  ...modelRoutes,
  ...modelConfigRoutes,
  ...runRoutes,
  ...jobRoutes,
  ...reportRoutes,
  ...intakeRoutes,
  ...quarantineRoutes,
  ...repairRoutes,
  ...notificationRoutes,
  ...settingRoutes,
];
