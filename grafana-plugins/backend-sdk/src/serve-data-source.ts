import { Server, ServerCredentials, logVerbosity, setLogVerbosity, type sendUnaryData } from '@grpc/grpc-js';
import type { Logger } from 'pino';
import { resourceService } from './call-resource.js';
import type { ServiceScope } from './calls.js';
import { diagnosticsService } from './diagnostics.js';
import type { DataSourceHandlers } from './handlers.js';
import { healthService } from './health.js';
import { openLimiter } from './limiter.js';
import { services } from './protocol/services.js';
import { dataService } from './query-data.js';
import { streamService } from './streams.js';

export interface ServeOptions {
  readonly handlers: DataSourceHandlers;
  /** `host:port`; port 0 takes a free one. The link is not encrypted and carries decrypted secrets: loopback or a private network only. */
  readonly address: string;
  /** True: Grafana started this process and may end it. False: the process is shared, and being told to stop is not ours to obey. */
  readonly ownProcess: boolean;
  readonly log: Logger;
  /** Queries worked on at a time, over all requests; the rest wait. */
  readonly concurrency?: number;
  /** How long running calls may take to finish once it stops. */
  readonly graceMs?: number;
}

export interface ServedDataSource {
  readonly host: string;
  readonly port: number;
  /** `host:port` as it is bound. */
  readonly address: string;
  /** Stops taking calls, aborts what runs, and resolves when the port is free. */
  close(): Promise<void>;
  /** Resolves when it is closed, by whoever closed it. */
  readonly closed: Promise<void>;
}

// What grpc-js would write to stderr reaches us as an error as well, and stderr is for lines that the host can read.
setLogVerbosity(logVerbosity.NONE);

const MAX_REQUEST_BYTES = 16 * 1024 * 1024;

const bind = (server: Server, address: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, port) =>
      error
        ? reject(new Error(`The data source backend cannot listen on ${address}: ${error.message}`, { cause: error }))
        : resolve(port),
    );
  });

/** Serves a data source to Grafana over gRPC. Rejects with a sentence when the address is taken. */
export async function serveDataSource(options: ServeOptions): Promise<ServedDataSource> {
  const { handlers, log, graceMs = 2_000 } = options;
  const stop = new AbortController();
  const scope: ServiceScope = { log, stopping: stop.signal };
  // A second server on the same port would take half of the calls: refuse instead.
  const server = new Server({ 'grpc.max_receive_message_length': MAX_REQUEST_BYTES, 'grpc.so_reuseport': 0 });
  let finished = (): void => {};
  const closed = new Promise<void>((resolve) => (finished = resolve));

  const close = (): Promise<void> => {
    if (stop.signal.aborted) return closed;
    stop.abort(new DOMException('The backend is stopping.', 'AbortError'));
    const force = setTimeout(() => server.forceShutdown(), graceMs);
    server.tryShutdown(() => {
      clearTimeout(force);
      finished();
    });
    return closed;
  };

  server.addService(services.health, healthService(stop.signal));
  server.addService(services.data, dataService(handlers, scope, openLimiter(options.concurrency ?? 8)));
  server.addService(services.diagnostics, diagnosticsService(handlers, scope));
  server.addService(services.resource, resourceService(handlers, scope));
  server.addService(services.stream, streamService(handlers, scope));
  if (options.ownProcess) {
    server.addService(services.controller, {
      Shutdown(_call: object, reply: sendUnaryData<object>) {
        reply(null, {});
        void close();
      },
    });
  }

  const port = await bind(server, options.address);
  const host = options.address.slice(0, options.address.lastIndexOf(':'));
  return { host, port, address: `${host}:${port}`, close, closed };
}
