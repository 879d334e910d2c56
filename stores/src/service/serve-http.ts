import { once } from 'node:events';
import { type RequestListener, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HttpAddress {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
}

export interface HttpService {
  readonly port: number;
  /** Ends open connections too. */
  close(): Promise<void>;
}

/** Serves HTTP until closed. Rejects with a sentence when the port cannot be opened. */
export async function serveHttp(listener: RequestListener, { host, port }: HttpAddress): Promise<HttpService> {
  const server = createServer(listener);
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
