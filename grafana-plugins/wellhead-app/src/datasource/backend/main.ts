import { PLUGIN_COOKIE, openPluginLog } from '@wellhead/backend-sdk';
import { readBackendEnv } from './config.js';
import { runAsPlugin, runAsService } from './run-backend.js';

/**
 * The backend as a process of its own, in one of two shapes: with WELLHEAD_PLUGIN_PORT a service that Grafana's locator points at, as in compose;
 * else the executable that Grafana starts itself.
 */
function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

const cookie = process.env[PLUGIN_COOKIE.name];
// Before the settings: who starts this by hand needs to know what it is, not which of them are missing.
if (!process.env['WELLHEAD_PLUGIN_PORT'] && cookie !== PLUGIN_COOKIE.value) {
  fail(
    `This is the backend of Wellhead's data source. Grafana starts it with ${PLUGIN_COOKIE.name}=${PLUGIN_COOKIE.value} in its environment ` +
      `(here it is ${cookie === undefined ? 'not set' : `"${cookie}"`}). To run it as a service that a locator points at, set WELLHEAD_PLUGIN_PORT=8091.`,
  );
}
const read = readBackendEnv(process.env);
if (read.kind === 'faults') fail(`The backend cannot start:\n${read.faults.join('\n')}`);

const { env } = read;
const log = openPluginLog({ level: env.WELLHEAD_LOG_LEVEL });
try {
  if (env.WELLHEAD_PLUGIN_PORT === undefined) await runAsPlugin(env, log);
  else {
    const stop = new Promise<void>((resolve) => {
      process.once('SIGTERM', () => resolve());
      process.once('SIGINT', () => resolve());
    });
    await runAsService(env, env.WELLHEAD_PLUGIN_PORT, log, stop);
  }
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  log.debug({ err: error }, 'backend failed');
  log.error({ reason }, 'backend failed');
  fail(`The backend cannot run: ${reason}`);
}
