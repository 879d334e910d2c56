import { once } from 'node:events';
import { type RequestListener, type Server, createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setSafeHeaders } from './safe-headers.js';
import type { TlsFiles } from './tls.js';

export interface HttpAddress {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Serves HTTPS, and nothing else, with these. */
  readonly tls?: TlsFiles | undefined;
}

/**
 * A server for HTTP, or for HTTPS where a certificate is given. Requests without Host reach the listener: Node's own refusal of them has
 * no body.
 */
export const createWebServer = (listener: RequestListener, tls?: TlsFiles): Server =>
  tls
    ? createTlsServer({ ...tls, minVersion: 'TLSv1.2', requireHostHeader: false }, listener)
    : createServer({ requireHostHeader: false }, listener);

export interface HttpService {
  readonly port: number;
  /** Ends open connections too. */
  close(): Promise<void>;
}

/** Serves HTTP until closed. Rejects with a sentence when the port cannot be opened. */
export async function serveHttp(listener: RequestListener, { host, port, tls }: HttpAddress): Promise<HttpService> {
  const server = createWebServer((request, response) => {
    setSafeHeaders(response);
    listener(request, response);
  }, tls);
  server.listen(port, host);
  await once(server, 'listening').catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Port ${port} of ${host} cannot be opened: ${reason}. Change WELLHEAD_HTTP_PORT.`, { cause });
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
