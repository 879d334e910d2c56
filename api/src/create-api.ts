import { Router } from 'express';
import type { ApiOptions } from './api-options.js';
import { apiRoutes } from './api-routes.js';
import { mountRoutes } from './http/mount.js';
import { rolesByToken } from './roles.js';

/** Queries and management over HTTP, to be mounted under `/api/v1`: by the process that serves HTTP, and by the plugin backend. */
export function createApi(options: ApiOptions): Router {
  const { stores, clock, token, loopbackRole } = options;
  const roleOf = options.roleOf ?? rolesByToken({ pool: stores.pool, clock, token, loopbackRole });
  const router = Router();
  mountRoutes(router, apiRoutes, roleOf, options);
  return router;
}
