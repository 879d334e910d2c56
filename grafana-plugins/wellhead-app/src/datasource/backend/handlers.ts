import { createApi } from '@wellhead/api';
import { openResourceBridge, type DataSourceHandlers } from '@wellhead/backend-sdk';
import type { Clock } from '@wellhead/contracts';
import { runQuery, type Jobs, type Stores } from '@wellhead/stores';
import express from 'express';
import type { Logger } from 'pino';
import { answerQueries } from './answer-query.js';
import { checkHealth } from './check-health.js';
import { liveReadings } from './live-readings.js';
import { openBackendMetrics, type BackendMetrics } from './metrics.js';
import { wellheadRoleOf } from './roles.js';

export interface BackendOptions {
  readonly stores: Stores;
  readonly jobs: Jobs;
  readonly log: Logger;
  readonly clock: Clock;
  /** Longest time of a query from a panel; default 55 s, since Grafana's proxy gives up at 60. */
  readonly queryTimeoutMs?: number;
  /** Longest time of a query from an alert rule; default 25 s, since an evaluation ends at 30. */
  readonly alertTimeoutMs?: number;
  /** Pause between two looks for live readings; default 1 s. */
  readonly livePollMs?: number;
  /** Where it counts, if something else shows the counts as well. */
  readonly metrics?: BackendMetrics;
}

const API_PREFIX = '/api/v1';

/** Everything that Grafana can ask of `wellhead-datasource`. */
export function wellheadHandlers(options: BackendOptions): DataSourceHandlers {
  const { stores, jobs, log, clock, metrics = openBackendMetrics() } = options;
  const app = express();
  const bridge = openResourceBridge(app, API_PREFIX);
  app.use(
    API_PREFIX,
    createApi({
      stores,
      jobs,
      log,
      clock,
      // Who asks is known from the call, never from a header.
      roleOf: (request) => wellheadRoleOf(bridge.contextOf(request)?.plugin.user),
      userOf: (request) => bridge.contextOf(request)?.plugin.user?.login,
    }),
  );
  return {
    query: answerQueries({
      runQuery: (query, context) => runQuery(stores, query, context),
      metrics,
      log,
      clock,
      timeoutMs: options.queryTimeoutMs ?? 55_000,
      alertTimeoutMs: options.alertTimeoutMs ?? 20_000,
    }),
    checkHealth: () => checkHealth({ pool: stores.pool, telemetry: stores.telemetry, clock, timeoutMs: 5_000 }),
    collectMetrics: () => metrics.text(),
    callResource: bridge.callResource,
    streams: liveReadings({ telemetry: stores.telemetry, metrics, log, clock, pollMs: options.livePollMs ?? 250 }),
  };
}
