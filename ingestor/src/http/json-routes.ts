import { ProblemError } from '@wellhead/contracts';
import express from 'express';
import { PRECISIONS } from '../domain/decoded.js';
import type { Intake, KeptRecords } from '../intake.js';
import { problemOfPart, problemOfRefusal, sendProblem } from './answers.js';
import type { BodyReader } from './body.js';
import type { IngestorMetrics } from './metrics.js';
import { requireScope } from './sender.js';
import type { TokenGate } from './tokens.js';

export interface JsonParts {
  readonly intake: Intake;
  readonly gate: TokenGate;
  readonly bodies: BodyReader;
  readonly metrics: IngestorMetrics;
}

/** `POST /api/v1/telemetry` (points) and `POST /api/v1/records/:type` (typed rows with their outcome). */
export function createJsonRoutes(parts: JsonParts): express.Router {
  const { intake, gate, bodies, metrics } = parts;
  const router = express.Router();

  router.post('/api/v1/telemetry', async (request, response) => {
    const done = metrics.startRequest('/api/v1/telemetry');
    response.on('close', () => done(response.statusCode));
    const query = queryOf(request);
    const sender = await requireScope(gate, request, query, 'write');
    const given = query.get('precision') ?? 'ms';
    const precision = PRECISIONS.find((one) => one === given);
    if (!precision)
      throw new ProblemError(
        'unknown-precision',
        `Query precision: found ${given}, expected ${PRECISIONS.join(', ')}.`,
      );
    const outcome = await intake.telemetry('points', await bodies.read(request), precision, sender);
    if (outcome.kind !== 'kept') throw problemOfRefusal(outcome);
    metrics.countKept('points', outcome);
    if (outcome.refusedCount > 0) sendProblem(response, problemOfPart(outcome, 'point'));
    else response.status(204).end();
  });

  router.post('/api/v1/records/:type', async (request, response) => {
    const done = metrics.startRequest('/api/v1/records/:type');
    response.on('close', () => done(response.statusCode));
    const sender = await requireScope(gate, request, queryOf(request), 'write');
    const outcome = await intake.records(request.params.type, await bodies.read(request), sender);
    if (outcome.kind !== 'kept') throw problemOfRefusal(outcome);
    metrics.countKept('records', outcome);
    const answer = recordsAnswer(outcome);
    if (outcome.refusedCount === 0) response.json(answer);
    else
      response
        .status(400)
        .type('application/problem+json')
        .send(JSON.stringify({ ...problemOfPart(outcome, 'row'), ...answer }));
  });
  return router;
}

const queryOf = (request: express.Request): URLSearchParams =>
  new URLSearchParams(request.originalUrl.split('?')[1] ?? '');

/** The outcome of each row, in their order. Accepted means durable; Postgres has it a moment later. */
function recordsAnswer({ batchId, received, refusedCount, faults }: KeptRecords) {
  return {
    batchId,
    received,
    accepted: received - refusedCount,
    refused: refusedCount,
    rows: Array.from({ length: received }, (_, index) => {
      const fault = faults.get(index);
      return fault ? { index, outcome: 'refused' as const, ...fault } : { index, outcome: 'accepted' as const };
    }),
  };
}
