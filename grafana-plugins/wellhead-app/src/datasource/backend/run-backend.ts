import { runPluginExecutable } from '@wellhead/backend-sdk';
import { openJobs, openServiceStores, readTls } from '@wellhead/stores';
import type { Logger } from 'pino';
import type { BackendEnv } from './config.js';
import { wellheadHandlers, type BackendOptions } from './handlers.js';
import { openBackendMetrics, type BackendMetrics } from './metrics.js';
import { startDatasourceBackend } from './start-datasource-backend.js';
import { startHttpService } from './start-http-service.js';

type Opened = BackendOptions & { readonly metrics: BackendMetrics };
interface Service {
  close(): Promise<void>;
}

/** Opens the stores that the environment names, hands them to `work`, and closes them when that ends. */
async function withStores<T>(env: BackendEnv, log: Logger, work: (opened: Opened) => Promise<T>): Promise<T> {
  const stores = await openServiceStores(env, log);
  try {
    const jobs = await openJobs(env.DATABASE_URL, log);
    try {
      return await work({
        stores,
        jobs,
        log,
        clock: Date.now,
        metrics: openBackendMetrics(),
        queryTimeoutMs: env.WELLHEAD_QUERY_TIMEOUT_MS,
        alertTimeoutMs: env.WELLHEAD_ALERT_TIMEOUT_MS,
        livePollMs: env.WELLHEAD_LIVE_POLL_MS,
      });
    } finally {
      await jobs.close();
    }
  } finally {
    await stores.close();
  }
}

/** The backend as the executable that Grafana starts and ends. Resolves when it has ended. */
export const runAsPlugin = (env: BackendEnv, log: Logger): Promise<unknown> =>
  withStores(env, log, (opened) =>
    runPluginExecutable({
      handlers: wellheadHandlers(opened),
      log,
      cookie: env.grafana_plugin_type,
      stdout: process.stdout,
    }),
  );

/** The backend as a service beside Grafana: gRPC for the locator, HTTP for all else. Runs until `stop` resolves. */
export const runAsService = (env: BackendEnv, pluginPort: number, log: Logger, stop: Promise<void>): Promise<void> =>
  withStores(env, log, async (opened) => {
    const services: Service[] = [];
    try {
      const host = env.WELLHEAD_HOST;
      const tls = await readTls(env.WELLHEAD_TLS_CERT, env.WELLHEAD_TLS_KEY);
      services.push(await startDatasourceBackend({ ...opened, host, port: pluginPort }));
      services.push(
        await startHttpService({ ...opened, token: env.WELLHEAD_TOKEN, host, port: env.WELLHEAD_HTTP_PORT, tls }),
      );
      log.info({ port: env.WELLHEAD_HTTP_PORT }, 'backend started');
      await stop;
    } finally {
      for (const service of services.reverse()) await service.close();
    }
    log.info('backend stopped');
  });
