import type { AddressInfo } from 'node:net';
import express from 'express';
import type { Registry } from 'prom-client';

export interface HealthOptions {
  readonly host: string;
  readonly port: number;
  readonly registry: Registry;
  /** Each rejects with what is wrong; its name is in the answer. */
  readonly checks: Readonly<Record<string, () => Promise<unknown>>>;
}

/** `/healthz` (alive), `/readyz` (each dependency answers), `/metrics` (Prometheus). */
export async function serveHealth({
  host,
  port,
  registry,
  checks,
}: HealthOptions): Promise<{ readonly port: number; close(): Promise<void> }> {
  const app = express();
  app.disable('x-powered-by');
  app.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  app.get('/readyz', async (_request, response) => {
    const answers = await Promise.all(
      Object.entries(checks).map(async ([name, check]): Promise<[string, string]> => {
        const answer = await check().then(
          () => 'ok',
          (error: unknown) => (error instanceof Error ? error.message : String(error)),
        );
        return [name, answer];
      }),
    );
    const ready = answers.every(([, answer]) => answer === 'ok');
    response.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'not ready', ...Object.fromEntries(answers) });
  });
  app.get('/metrics', async (_request, response) => {
    response.type(registry.contentType).send(await registry.metrics());
  });
  const server = app.listen(port, host);
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}
