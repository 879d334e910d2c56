import { createApi } from '@wellhead/api';
import { serveHttp, type HttpAddress, type HttpService } from '@wellhead/stores';
import express from 'express';
import { checkHealth } from './check-health.js';
import type { BackendOptions } from './handlers.js';
import type { BackendMetrics } from './metrics.js';

export interface HttpServiceOptions extends HttpAddress, Pick<BackendOptions, 'stores' | 'jobs' | 'log' | 'clock'> {
  readonly metrics: BackendMetrics;
  /** The configured token, which may do everything; tokens made in the app work as well. */
  readonly token: string | undefined;
}

/**
 * The HTTP side of the backend as a service: the API for those who come with a token, `/healthz` (the process lives), `/readyz` (each dependency
 * answers; 503 and the reason otherwise) and `/metrics`.
 */
export async function startHttpService(options: HttpServiceOptions): Promise<HttpService> {
  const { stores, jobs, log, clock, metrics, token, host, port, tls } = options;
  const app = express();
  app.disable('x-powered-by');
  app.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  app.get('/readyz', async (_request, response) => {
    const report = await checkHealth({ pool: stores.pool, telemetry: stores.telemetry, clock, timeoutMs: 2_000 });
    response
      .status(report.healthy ? 200 : 503)
      .json({ status: report.healthy ? 'ok' : 'not ready', detail: report.message });
  });
  app.get('/metrics', async (_request, response) => {
    response.type('text/plain; version=0.0.4').send(await metrics.text());
  });
  app.use('/api/v1', createApi({ stores, jobs, log, clock, token }));

  return serveHttp(app, { host, port, tls });
}
