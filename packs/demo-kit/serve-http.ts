import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { problemOf, type ProblemType } from '@wellhead/contracts';

export interface HttpSide {
  /** http://host:port */
  readonly url: string;
  /** Ends connections that are open, too. */
  close(): Promise<void>;
}

/** What listens everywhere is reached from here by loopback. */
export const reachable = (host: string): string => (host === '0.0.0.0' ? '127.0.0.1' : host);

/** Serves what a demo answers; port 0 = a free one. Fails when the port is taken. */
export async function serveHttp(
  listener: RequestListener,
  { host = '127.0.0.1', port = 0 }: { readonly host?: string | undefined; readonly port?: number | undefined },
): Promise<HttpSide> {
  const server = createServer(listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    url: `http://${reachable(host)}:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.closeAllConnections();
        server.close((error) => (error ? reject(error) : resolve()));
      }),
  };
}

/** Answers with a problem (RFC 9457), as Wellhead itself does. */
export function refuse(response: ServerResponse, type: ProblemType, detail: string): void {
  const problem = problemOf(type, detail);
  response.writeHead(problem.status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem));
}
