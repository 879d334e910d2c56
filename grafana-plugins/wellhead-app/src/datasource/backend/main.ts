import { join } from 'node:path';
import { PLUGIN_COOKIE, openPluginLog, runPluginExecutable } from '@wellhead/backend-sdk';
import { openJobs, openStores } from '@wellhead/stores';
import { readBackendEnv, type BackendEnv } from './config.js';
import { wellheadHandlers, type BackendOptions } from './handlers.js';
import { startDatasourceBackend } from './start-datasource-backend.js';

/**
 * The backend as a process of its own, in one of two shapes: with WELLHEAD_PLUGIN_ADDRESS a service that Grafana's locator points at, as in compose;
 * else the executable that Grafana starts itself.
 */
const fail = (message: string): never => {
  process.stderr.write(`${message}\n`);
  process.exit(1);
};

const asService = (address: string): { host: string; port: number } => {
  const colon = address.lastIndexOf(':');
  return { host: address.slice(0, colon), port: Number(address.slice(colon + 1)) };
};

async function open(env: BackendEnv, log: BackendOptions['log']) {
  const stores = await openStores({
    databaseUrl: env.DATABASE_URL,
    telemetry: {
      kind: 'influx',
      url: env.INFLUX_URL,
      token: env.INFLUX_TOKEN,
      org: env.INFLUX_ORG,
      bucket: env.INFLUX_BUCKET,
    },
    archiveDir: join(env.WELLHEAD_DATA_DIR, 'raw-archive'),
    log,
  });
  const jobs = await openJobs(env.DATABASE_URL, log);
  const options: BackendOptions = {
    stores,
    jobs,
    log,
    clock: Date.now,
    queryTimeoutMs: env.WELLHEAD_QUERY_TIMEOUT_MS,
    alertTimeoutMs: env.WELLHEAD_ALERT_TIMEOUT_MS,
    livePollMs: env.WELLHEAD_LIVE_POLL_MS,
  };
  return {
    options,
    close: async () => {
      await jobs.close();
      await stores.close();
    },
  };
}

const untilSignal = (): Promise<void> =>
  new Promise((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
  });

const address = process.env['WELLHEAD_PLUGIN_ADDRESS'];
const cookie = process.env[PLUGIN_COOKIE.name];
// Before the settings: who starts this by hand needs to know what it is, not which of them are missing.
if (!address && cookie !== PLUGIN_COOKIE.value) {
  fail(
    `This is the backend of Wellhead's data source. Grafana starts it with ${PLUGIN_COOKIE.name}=${PLUGIN_COOKIE.value} in its environment ` +
      `(here it is ${cookie === undefined ? 'not set' : `"${cookie}"`}). To run it as a service, give WELLHEAD_PLUGIN_ADDRESS: 127.0.0.1:8091.`,
  );
}
const read = readBackendEnv(process.env);
if (read.kind === 'faults') fail(`The backend cannot start:\n${read.faults.join('\n')}`);
else {
  const { env } = read;
  const log = openPluginLog({ level: env.WELLHEAD_LOG_LEVEL });
  try {
    const opened = await open(env, log);
    if (env.WELLHEAD_PLUGIN_ADDRESS) {
      const backend = await startDatasourceBackend({ ...opened.options, ...asService(env.WELLHEAD_PLUGIN_ADDRESS) });
      await untilSignal();
      await backend.close();
    } else {
      await runPluginExecutable({ handlers: wellheadHandlers(opened.options), log, cookie, stdout: process.stdout });
    }
    await opened.close();
  } catch (error) {
    log.error({ err: error }, 'backend failed');
    fail(`The backend cannot start: ${error instanceof Error ? error.message : String(error)}`);
  }
}
