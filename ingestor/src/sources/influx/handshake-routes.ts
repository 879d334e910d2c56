import { createHash } from 'node:crypto';
import { ProblemError } from '@wellhead/contracts';
import express from 'express';
import type { Logger } from 'pino';
import type { Feed } from '../../feed/feed.js';
import type { BodyReader } from '../../http/body.js';
import { requireScope } from '../../http/sender.js';
import type { TokenGate } from '../../http/tokens.js';
import { answerError } from '../../http/write-routes.js';
import { answerQuery } from './answer-query.js';

const DOORS = ['/ping', '/health', '/ready', '/query', '/api/v2/buckets', '/api/v2/orgs'];

/**
 * What InfluxDB's clients and Telegraf ask before they write, answered as InfluxDB 1 and 2 do: `/ping`, `/health`, `/ready`, `/query`,
 * `/api/v2/buckets` and `/api/v2/orgs`. Shapes: InfluxDB 2.7 API and InfluxDB 1.8 HTTP API references, docs.influxdata.com.
 */
export function createHandshakeRoutes(parts: {
  readonly feed: Pick<Feed, 'spool'>;
  readonly gate: TokenGate;
  readonly bodies: BodyReader;
  readonly bucket: string;
  readonly version: string;
  readonly startedAtMs: number;
  readonly log: Logger;
  readonly clock: () => number;
}): express.Router {
  const { gate, bucket, version, clock } = parts;
  const router = express.Router();
  const named = `wellhead-${version}`;
  router.use(DOORS, (_request, response, next) => {
    response.set({ 'X-Influxdb-Version': named, 'X-Influxdb-Build': 'Wellhead' });
    next();
  });

  // Express answers HEAD by the GET route, without the body.
  router.get('/ping', (request, response) => {
    if (request.query.verbose === undefined) response.status(204).end();
    else response.json({ version: named });
  });

  router.get('/health', (_request, response) => {
    const isFull = parts.feed.spool.bytes >= parts.feed.spool.maxBytes;
    const message = isFull ? 'the spool is full, writes are refused until a store takes more' : 'ready for writes';
    const status = isFull ? 'fail' : 'pass';
    response.status(isFull ? 503 : 200).json({ name: 'wellhead', message, status, checks: [], version });
  });

  router.get('/ready', (_request, response) => {
    const { startedAtMs } = parts;
    const up = `${((clock() - startedAtMs) / 1_000).toFixed(3)}s`;
    response.json({ status: 'ready', started: new Date(startedAtMs).toISOString(), up });
  });

  // POST carries the query in the address or in a form, as InfluxDB 1 reads it.
  const answer: express.RequestHandler = async (request, response) => {
    const query = queryOf(request);
    if (request.method === 'POST' && request.is('application/x-www-form-urlencoded') !== false) {
      const form = new URLSearchParams((await parts.bodies.read(request)).toString('utf8'));
      for (const [name, value] of form) if (!query.has(name)) query.set(name, value);
    }
    await requireScope(gate, request, query, 'write');
    const { status, body } = answerQuery(query.get('q') ?? '', bucket);
    response.status(status).json(body);
  };
  const queries = router.route('/query').get(answer).post(answer);
  queries.all((request) => {
    throw new ProblemError('method-not-allowed', `Method: found ${request.method}, expected GET or POST.`);
  });

  router.get('/api/v2/buckets', async (request, response) => {
    const query = queryOf(request);
    await requireScope(gate, request, query, 'write');
    const name = query.get('name');
    if (name !== null && name !== bucket)
      throw new ProblemError('unknown-bucket', `bucket "${name}" not found. Write to "${bucket}".`);
    const org = query.get('org') ?? bucket;
    const times = { createdAt: '1970-01-01T00:00:00Z', updatedAt: '1970-01-01T00:00:00Z' };
    const own = { id: idOf(`bucket ${bucket}`), orgID: idOf(`org ${org}`), type: 'user', name: bucket };
    response.json({
      links: { self: request.originalUrl },
      buckets: [{ ...own, retentionRules: [], ...times, links: {}, labels: [] }],
    });
  });

  // Organisations are not kept: whichever a client is set to write for is there.
  router.get('/api/v2/orgs', async (request, response) => {
    const query = queryOf(request);
    await requireScope(gate, request, query, 'write');
    const name = query.get('org') ?? bucket;
    response.json({ links: { self: request.originalUrl }, orgs: [{ id: idOf(`org ${name}`), name, links: {} }] });
  });
  router.use((error: unknown, _request: express.Request, response: express.Response, _next: express.NextFunction) =>
    answerError(parts.log, response, error, 'influx'),
  );
  return router;
}

const queryOf = (request: express.Request): URLSearchParams =>
  new URLSearchParams(request.originalUrl.split('?')[1] ?? '');

/** An identifier as InfluxDB 2 writes them: 16 hex digits, the same for the same name. */
const idOf = (name: string): string => createHash('sha256').update(name).digest('hex').slice(0, 16);
