import type { ServerResponse } from 'node:http';
import { type Problem, ProblemError, problemOf, type ProblemPlace, type ProblemType } from '@wellhead/contracts';
import type { RefusedInput } from '../domain/decoded.js';
import type { IntakeRefusal, Kept } from '../intake.js';

/** Places that an answer tells; quarantine has the rest. */
const MAX_PLACES = 100;

/** Seconds after which a sender may try again. */
const RETRY_SECONDS = 2;

/** Turns what was not kept into a problem. */
export function problemOfRefusal(refusal: IntakeRefusal): ProblemError {
  const retryAfterSeconds = RETRY_SECONDS;
  switch (refusal.kind) {
    case 'unreadable':
      return new ProblemError('bad-request', `Nothing was stored: ${refusal.reason}.`);
    case 'spool-full':
      return new ProblemError(
        'overloaded',
        'Intake is full because stores are behind; nothing of this request was stored. Send it again later.',
        { retryAfterSeconds },
      );
    case 'disk-full':
      return new ProblemError(
        'disk-full',
        'The disk of the spool is full; nothing of this request was stored. Make room.',
        {
          retryAfterSeconds: 30,
        },
      );
    case 'spool-failed':
      return new ProblemError('overloaded', 'The spool cannot be written; nothing of this request was stored.', {
        retryAfterSeconds,
        cause: refusal.cause,
      });
    case 'types-unavailable':
      return new ProblemError(
        'store-unavailable',
        'A type in this request cannot be looked up or registered now; nothing of it was stored. Send it again later.',
        { retryAfterSeconds, cause: refusal.cause },
      );
    case 'unknown-record-type':
      return new ProblemError('unknown-record-type', 'No installed pack has this record type.');
    default:
      return refusal satisfies never;
  }
}

/** The problem of a body that was kept in part: what was refused, where and why. */
export function problemOfPart(kept: Kept, unit: 'line' | 'point' | 'row'): Problem {
  const { received, refusedCount, refused } = kept;
  const places = refused.slice(0, MAX_PLACES).map(placeOf);
  const stored = received - refusedCount;
  const detail =
    `partial write: ${refusedCount} of ${received} ${unit}s ${refusedCount === 1 ? 'was' : 'were'} refused and kept in quarantine, ` +
    `${stored} ${stored === 1 ? 'is' : 'are'} stored. ${describe(refused[0], unit)} Correct what was refused and send only that again.`;
  return problemOf(typeOf(refused, unit), detail, places);
}

function typeOf(refused: readonly RefusedInput[], unit: 'line' | 'point' | 'row'): ProblemType {
  if (unit === 'row') return 'invalid-record';
  if (refused.length > 0 && refused.every(({ by }) => by?.startsWith('check '))) return 'failed-check';
  if (refused.every(({ reason }) => reason.startsWith('field type conflict'))) return 'field-type-conflict';
  return unit === 'line' ? 'invalid-line-protocol' : 'bad-request';
}

const placeOf = ({ line, index, reason, found, expected }: RefusedInput): ProblemPlace => ({
  ...(line === undefined ? {} : { line }),
  ...(index === undefined ? {} : { index }),
  reason,
  ...(found === undefined ? {} : { found }),
  ...(expected === undefined ? {} : { expected }),
});

function describe(first: RefusedInput | undefined, unit: string): string {
  if (!first) return '';
  const where = first.line === undefined ? `${unit} at index ${first.index}` : `line ${first.line}`;
  const found = first.found === undefined ? '' : `, found ${first.found}`;
  const expected = first.expected === undefined ? '' : `, expected ${first.expected}`;
  return `First: ${where}: ${first.reason}${found}${expected}.`;
}

/** InfluxDB's clients read `code` and `message` only out of `application/json`; everybody else gets the type of RFC 9457. */
export type ProblemForm = 'problem' | 'influx';

export function sendProblem(
  response: ServerResponse,
  problem: Problem,
  { form = 'problem', retryAfterSeconds }: { readonly form?: ProblemForm; readonly retryAfterSeconds?: number } = {},
): void {
  const body = JSON.stringify(problem);
  response.writeHead(problem.status, {
    ...(form === 'influx'
      ? { 'content-type': 'application/json; charset=utf-8', 'x-platform-error-code': problem.code }
      : { 'content-type': 'application/problem+json' }),
    'content-length': Buffer.byteLength(body),
    // InfluxDB 1 clients show this header.
    'x-influxdb-error': headerText(problem.detail),
    ...(problem.status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
    ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
  });
  response.end(body);
}

export const sendProblemError = (response: ServerResponse, error: ProblemError, form: ProblemForm = 'problem'): void =>
  sendProblem(response, problemOf(error.problemType, error.message, error.places), {
    form,
    ...(error.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: error.retryAfterSeconds }),
  });

const headerText = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 500);
