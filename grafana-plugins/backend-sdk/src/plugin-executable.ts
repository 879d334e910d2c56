import type { Writable } from 'node:stream';
import type { Logger } from 'pino';
import type { DataSourceHandlers } from './handlers.js';
import { handshakeLine, missingCookie } from './handshake.js';
import { serveDataSource } from './serve-data-source.js';

export interface PluginExecutableOptions {
  readonly handlers: DataSourceHandlers;
  readonly log: Logger;
  /** Value of the environment variable `grafana_plugin_type`, as read by the caller. */
  readonly cookie: string | undefined;
  /** Where the handshake goes: stdout, and nothing may be written there before. */
  readonly stdout: Writable;
  readonly concurrency?: number;
  /** How often to look whether the process that started us is still there. */
  readonly parentCheckMs?: number;
}

export type PluginExecutableOutcome =
  | { readonly kind: 'ended' }
  /** Not started by Grafana: print the message and exit with a failure. */
  | { readonly kind: 'refused'; readonly message: string };

/**
 * The life of a backend that Grafana starts as an executable: listen on a free port of the loopback interface, say so on stdout, serve, and resolve
 * when Grafana says stop, a signal comes, or Grafana is gone without a word.
 */
export async function runPluginExecutable(options: PluginExecutableOptions): Promise<PluginExecutableOutcome> {
  const { handlers, log, stdout, concurrency, parentCheckMs = 2_000 } = options;
  const refusal = missingCookie(options.cookie);
  if (refusal) return { kind: 'refused', message: refusal };

  const served = await serveDataSource({
    handlers,
    address: '127.0.0.1:0',
    ownProcess: true,
    log,
    ...(concurrency === undefined ? {} : { concurrency }),
  });
  const stop = (): void => void served.close();
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  // A host that was killed sends nothing: its child is handed to another parent.
  const parent = process.ppid;
  const watch = setInterval(() => process.ppid !== parent && stop(), parentCheckMs);

  stdout.write(`${handshakeLine(served.address)}\n`);
  log.info({ address: served.address }, 'backend started');
  await served.closed;
  clearInterval(watch);
  process.off('SIGTERM', stop);
  process.off('SIGINT', stop);
  log.info('backend stopped');
  return { kind: 'ended' };
}
