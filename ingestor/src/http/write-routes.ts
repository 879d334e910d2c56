import type { IncomingMessage, ServerResponse } from 'node:http';
import { problemOf, ProblemError } from '@wellhead/contracts';
import type { Logger } from 'pino';
import type { Intake } from '../intake.js';
import { problemOfPart, problemOfRefusal, type ProblemForm, sendProblem, sendProblemError } from './answers.js';
import type { BodyReader } from './body.js';
import type { IngestorMetrics } from './metrics.js';
import { requireScope } from './sender.js';
import type { TokenGate } from './tokens.js';
import { openWriteTargets, type WriteTarget } from './write-targets.js';

/**
 * `POST /api/v2/write` and `POST /write`: InfluxDB's write endpoints, answered before Express, which would cost small requests most of
 * their rate. True if the request was one of them.
 */
export type WriteRoutes = (request: IncomingMessage, response: ServerResponse) => boolean;

export interface WriteParts {
  readonly intake: Intake;
  readonly gate: TokenGate;
  readonly bodies: BodyReader;
  readonly bucket: string;
  readonly metrics: IngestorMetrics;
  readonly log: Logger;
}

export function createWriteRoutes(parts: WriteParts): WriteRoutes {
  const targetOf = openWriteTargets(parts.bucket);
  return (request, response) => {
    const target = targetOf(request.url ?? '');
    if (target === undefined) return false;
    void answer(parts, target, request, response);
    return true;
  };
}

async function answer(
  parts: WriteParts,
  target: WriteTarget,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const done = parts.metrics.startRequest(target.route);
  try {
    await write(parts, target, request, response);
  } catch (error) {
    answerError(parts.log, response, error, 'influx');
  }
  done(response.statusCode);
}

async function write(
  parts: WriteParts,
  { query, precision }: WriteTarget,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'POST')
    throw new ProblemError('method-not-allowed', `Method: found ${request.method}, expected POST.`);
  const admitted = requireScope(parts.gate, request, query, 'write');
  const sender = admitted instanceof Promise ? await admitted : admitted;
  if (precision instanceof ProblemError) throw precision;
  const body = await parts.bodies.read(request);
  const outcome = await parts.intake.telemetry('lines', body, precision, sender);
  parts.bodies.recycle(body);
  if (outcome.kind !== 'kept') throw problemOfRefusal(outcome);
  parts.metrics.countKept('lines', outcome);
  if (outcome.refusedCount > 0) return sendProblem(response, problemOfPart(outcome, 'line'), { form: 'influx' });
  response.writeHead(204);
  response.end();
}

/** Problems are answered as they are; anything else leaves as a bare 500 and a log line. */
export function answerError(
  log: Logger,
  response: ServerResponse,
  thrown: unknown,
  form: ProblemForm = 'problem',
): void {
  const error = isExpressRefusal(thrown)
    ? new ProblemError('bad-request', `The request cannot be read: ${thrown.message}.`)
    : thrown;
  if (!(error instanceof ProblemError)) log.error({ err: error }, 'request failed');
  else if (error.cause !== undefined) log.warn({ err: error.cause, problem: error.problemType }, 'request refused');
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  if (error instanceof ProblemError) sendProblemError(response, error, form);
  else sendProblem(response, problemOf('internal', 'Something went wrong on our side; the log says what.'), { form });
}

/** What Express refuses by itself, such as an address that is not percent-encoded UTF-8: an error with a status of the sender's fault. */
const isExpressRefusal = (error: unknown): error is Error =>
  error instanceof Error &&
  !(error instanceof ProblemError) &&
  'status' in error &&
  typeof error.status === 'number' &&
  error.status >= 400 &&
  error.status < 500;
