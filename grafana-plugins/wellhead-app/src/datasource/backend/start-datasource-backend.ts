import { serveDataSource } from '@wellhead/backend-sdk';
import { wellheadHandlers, type BackendOptions } from './handlers.js';

export interface StartBackendOptions extends BackendOptions {
  /** The link is plain and carries secrets: loopback, or a private network. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
}

export interface DatasourceBackend {
  /** `host:port`, for `backend.address` of the locator or Grafana's configuration. */
  readonly address: string;
  close(): Promise<void>;
}

/**
 * Starts the backend of the data source as a service that Grafana's locator points at: it belongs to this process, so Grafana cannot stop it.
 * Rejects with a sentence when the port is taken.
 */
export async function startDatasourceBackend(options: StartBackendOptions): Promise<DatasourceBackend> {
  const { host, port, log } = options;
  const handlers = wellheadHandlers(options);
  const served = await serveDataSource({ handlers, address: `${host}:${port}`, ownProcess: false, log });
  log.info({ address: served.address }, 'data source backend started');
  return {
    address: served.address,
    close: async () => {
      await served.close();
      log.info({ address: served.address }, 'data source backend stopped');
    },
  };
}
