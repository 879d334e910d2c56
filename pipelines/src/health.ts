import type { AddressInfo } from 'node:net';
import express from 'express';
import { Counter, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { RunSummary } from './run-flow.js';

/** Counts runs for Prometheus. */
export function openFlowMetrics(): { readonly registry: Registry; count(run: RunSummary): void } {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const runs = new Counter({
    name: 'wellhead_flow_runs_total',
    help: 'Runs of flows by how they ended.',
    labelNames: ['flow', 'state'],
    registers: [registry],
  });
  const seconds = new Histogram({
    name: 'wellhead_flow_run_duration_seconds',
    help: 'Duration of the runs of flows.',
    labelNames: ['flow'],
    buckets: [0.1, 0.5, 1, 5, 15, 60, 300],
    registers: [registry],
  });
  return {
    registry,
    count: (run) => {
      runs.inc({ flow: run.flow, state: run.state });
      seconds.observe({ flow: run.flow }, run.seconds);
    },
  };
}

/** Liveness, readiness and metrics. `checks` reject with what is wrong; each is named in the answer. */
export async function serveHealth(options: {
  readonly host: string;
  readonly port: number;
  readonly registry: Registry;
  readonly checks: Readonly<Record<string, () => Promise<unknown>>>;
}): Promise<{ readonly port: number; close(): Promise<void> }> {
  const app = express();
  app.disable('x-powered-by');
  app.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  app.get('/readyz', async (_request, response) => {
    const outcomes = await Promise.all(
      Object.entries(options.checks).map(async ([name, check]): Promise<[string, string]> => {
        const said = await check().then(
          () => 'ok',
          (error: unknown) => (error instanceof Error ? error.message : String(error)),
        );
        return [name, said];
      }),
    );
    const ready = outcomes.every(([, said]) => said === 'ok');
    response.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'not ready', ...Object.fromEntries(outcomes) });
  });
  app.get('/metrics', async (_request, response) => {
    response.type(options.registry.contentType).send(await options.registry.metrics());
  });
  const server = app.listen(options.port, options.host);
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve, reject) => {
        server.closeAllConnections();
        server.close((error) => (error ? reject(error) : resolve()));
      }),
  };
}
