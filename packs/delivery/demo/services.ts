import express, { type Express } from 'express';
import { Counter, Gauge, Registry, Summary } from 'prom-client';
import { type Random, seededRandom } from '../../demo-kit/random.js';
import { serveHttp } from '../../demo-kit/serve-http.js';
import { ORDER_TYPES } from '../simulator/order-types.js';
import { PERFORMERS } from '../simulator/simulate-day.js';

/** A service of the watched system: answers its API and tells of itself at /metrics. */
export interface WatchedService {
  readonly name: 'delivery-configuration' | 'delivery-performers';
  /** http://host:port */
  readonly url: string;
  close(): Promise<void>;
}

const PAGE = 10;
/** Of the questions whether a courier is free so many fail. */
const FAILING_SHARE = 0.03;
/** How far back the service's own figures of the last minutes look, in s. */
const WINDOW_S = 300;

/** The two services: targets by order type, and who delivers. Latency and failures are those of a small service on a busy machine. */
export async function openServices(host?: string): Promise<readonly WatchedService[]> {
  const configuration = await serve('delivery-configuration', host, (app) => {
    app.get('/v1/order-types', (_request, response) => {
      response.json({
        items: ORDER_TYPES.map(({ name, targetS }) => ({
          order_type: name,
          asset: `delivery-${name}`,
          target: targetS,
        })),
      });
    });
  });
  try {
    const performers = await serve('delivery-performers', host, (app, random) => {
      app.get('/v1/performers', (request, response) => {
        const page = Math.max(1, Number(request.query.page ?? 1) || 1);
        const ids = Array.from({ length: PERFORMERS }, (_, at) => at + 1).slice((page - 1) * PAGE, page * PAGE);
        response.json({ items: ids.map((id) => ({ id })), page });
      });
      app.get('/v1/performers/:id/availability', (request, response) => {
        if (random.between(0, 1) < FAILING_SHARE)
          response.status(503).json({ detail: 'the dispatcher does not answer' });
        else response.json({ id: Number(request.params.id), free: random.between(0, 1) < 0.7 });
      });
    });
    return [configuration, performers];
  } catch (error) {
    await configuration.close();
    throw error;
  }
}

async function serve(
  name: WatchedService['name'],
  host: string | undefined,
  routes: (app: Express, random: Random) => void,
): Promise<WatchedService> {
  const random = seededRandom(name.length);
  const registry = new Registry();
  const labelNames = ['route'];
  const latency = new Summary({
    name: 'delivery_http_request_duration_seconds',
    help: 'Seconds from the head of a request to its answer, of the last five minutes',
    labelNames,
    percentiles: [0.5, 0.95, 0.99],
    maxAgeSeconds: WINDOW_S,
    ageBuckets: 5,
    registers: [registry],
  });
  const requests = new Counter({
    name: 'delivery_http_requests_total',
    help: 'Requests answered, by route and status',
    labelNames: ['route', 'status'],
    registers: [registry],
  });
  const answered: { readonly atMs: number; readonly failed: boolean }[] = [];
  const recent = (): typeof answered => {
    const sinceMs = Date.now() - WINDOW_S * 1_000;
    while (answered[0] && answered[0].atMs < sinceMs) answered.shift();
    return answered;
  };
  new Gauge({
    name: 'delivery_http_error_ratio',
    help: 'Requests of the last five minutes that failed, as a ratio',
    registers: [registry],
    collect() {
      const all = recent();
      this.set(all.length === 0 ? 0 : all.filter(({ failed }) => failed).length / all.length);
    },
  });
  new Gauge({
    name: 'delivery_http_requests_per_second',
    help: 'Requests of the last five minutes, a second',
    registers: [registry],
    collect() {
      this.set(recent().length / WINDOW_S);
    },
  });

  const app = express();
  app.disable('x-powered-by');
  app.get('/metrics', async (_request, response) => {
    response.type(registry.contentType).send(await registry.metrics());
  });
  app.use((request, response, next) => {
    const done = latency.startTimer();
    response.once('finish', () => {
      const route = request.path.replace(/\/\d+(?=\/|$)/g, '/{id}');
      done({ route });
      requests.inc({ route, status: response.statusCode });
      answered.push({ atMs: Date.now(), failed: response.statusCode >= 500 });
    });
    setTimeout(next, random.between(1, 4) + (random.between(0, 1) < 0.05 ? random.between(20, 120) : 0));
  });
  routes(app, random);
  app.use((_request, response) => {
    response.status(404).json({ detail: `this is the demo service ${name}` });
  });
  return { name, ...(await serveHttp(app, { host })) };
}
