import type { ServerResponse } from 'node:http';
import { type HttpAddress, type HttpService, serveHttp } from './serve-http.js';

export interface HealthOptions extends HttpAddress {
  /** What Prometheus reads: a registry of prom-client. */
  readonly registry: { readonly contentType: string; metrics(): Promise<string> };
  /** Each rejects with what is wrong; its name is in the answer. */
  readonly checks: Readonly<Record<string, () => Promise<unknown>>>;
}

/** `/healthz` (alive), `/readyz` (each dependency answers; 503 and the reason otherwise) and `/metrics` (Prometheus) of a service without an API. */
export function serveHealth({ registry, checks, ...address }: HealthOptions): Promise<HttpService> {
  const answer = async (path: string, response: ServerResponse): Promise<void> => {
    switch (path) {
      case '/healthz':
        return sendJson(response, 200, { status: 'ok' });
      case '/readyz': {
        const said = await runChecks(checks);
        const ready = Object.values(said).every((one) => one === 'ok');
        return sendJson(response, ready ? 200 : 503, { status: ready ? 'ready' : 'not ready', ...said });
      }
      case '/metrics':
        response.setHeader('content-type', registry.contentType);
        response.end(await registry.metrics());
        return;
      default:
        return sendJson(response, 404, { status: 'ask for /healthz, /readyz or /metrics' });
    }
  };
  return serveHttp((request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    answer(path, response).catch((error: unknown) => sendJson(response, 500, { status: reasonOf(error) }));
  }, address);
}

async function runChecks(checks: HealthOptions['checks']): Promise<Record<string, string>> {
  const answers = Object.entries(checks).map(async ([name, check]): Promise<[string, string]> => [
    name,
    await check().then(() => 'ok', reasonOf),
  ]);
  return Object.fromEntries(await Promise.all(answers));
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}
