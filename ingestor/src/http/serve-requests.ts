import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createWebServer, type TlsFiles } from '@wellhead/stores';
import { answerUnreadable } from './unreadable.js';

const LOOPBACK = '127.0.0.1';
/** Requests under way are answered; who keeps a connection open beyond that is cut off. */
const PATIENCE_MS = 2_000;
/** Node's own 300 s would end an upload of gigabytes. Bodies that are held in memory and uploads that rest have bounds of their own. */
const LONGEST_REQUEST_MS = 86_400_000;
/**
 * An idle connection stays open for so long. Agents send every ten seconds and more; Node's own 5 s would make each of their requests a new connection,
 * or reset one that is just sent. InfluxDB: `http-idle-timeout`, 3 minutes.
 */
const IDLE_CONNECTION_MS = 180_000;

export interface Serving {
  readonly url: string;
  /** Plain HTTP on the loopback; `url` where that is no HTTPS. */
  readonly localUrl: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Answers at the address; with a certificate HTTPS and nothing else, but for a port of the loopback that the rest of this process uses. */
export async function serveRequests(
  listener: RequestListener,
  at: { readonly host: string; readonly port: number; readonly tls?: TlsFiles | undefined },
): Promise<Serving> {
  const server = await listen(createWebServer(listener, at.tls), at);
  const { port } = server.address() as AddressInfo;
  const host = at.host === '0.0.0.0' || at.host === '::' ? LOOPBACK : at.host;
  const url = `${at.tls ? 'https' : 'http'}://${host}:${port}`;
  const local = at.tls && (await listen(createWebServer(listener), { host: LOOPBACK, port: 0 }));
  return {
    url,
    localUrl: local ? `http://${LOOPBACK}:${(local.address() as AddressInfo).port}` : url,
    port,
    async close() {
      await Promise.all([server, ...(local ? [local] : [])].map(end));
    },
  };
}

async function listen(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Server> {
  server.requestTimeout = LONGEST_REQUEST_MS;
  server.keepAliveTimeout = IDLE_CONNECTION_MS;
  server.on('clientError', answerUnreadable);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return server;
}

const end = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), PATIENCE_MS).unref();
  });
