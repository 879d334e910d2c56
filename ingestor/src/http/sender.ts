import type { IncomingMessage } from 'node:http';
import { ProblemError, type TokenScope } from '@wellhead/contracts';
import type { Sender } from '../intake.js';
import type { Wait } from './allowance.js';
import { type Permit, type TokenGate, tokenOf } from './tokens.js';

const SOURCE = /^[\w.:@-]{1,64}$/;

/** Who sends this request; throws a ProblemError if its token does not allow the scope, or has sent too much. At once for a token met before. */
export function requireScope(
  gate: TokenGate,
  request: IncomingMessage,
  query: URLSearchParams,
  scope: TokenScope,
): Promise<Sender> | Sender {
  const admitted = gate.admit(tokenOf(request.headers.authorization, query));
  return admitted instanceof Promise
    ? admitted.then((permit) => senderOf(permit, request, scope))
    : senderOf(admitted, request, scope);
}

function senderOf(permit: Permit, request: IncomingMessage, scope: TokenScope): Sender {
  if (!permit.scopes.includes(scope))
    throw new ProblemError('forbidden', `The token has no ${scope} scope; it has: ${permit.scopes.join(', ')}.`);
  const source = sourceOf(request) ?? permit.id;
  requireSource(permit, source);
  const wait = permit.allowance?.wait();
  if (wait) throw tooMuch(wait);
  return {
    source,
    token: permit.id,
    assets: permit.assets.length > 0 ? permit.assets : undefined,
    spend: permit.allowance?.spend,
  };
}

/** Throws for a token that is bound to assets: what a file holds is known only when it is read, long after it was let in. */
export function requireAnyAsset({ assets }: Sender): void {
  if (assets !== undefined)
    throw new ProblemError('forbidden', `The token may write ${assets.join(', ')} only: send readings, not files.`);
}

/** A sender may name itself (`X-Wellhead-Source`), for the ledger; else its token stands for it. */
function sourceOf(request: IncomingMessage): string | undefined {
  const named = request.headers['x-wellhead-source'];
  if (named === undefined) return undefined;
  if (typeof named !== 'string' || !SOURCE.test(named))
    throw new ProblemError('bad-request', 'X-Wellhead-Source: expected 1 to 64 letters, digits or . : @ _ -');
  return named;
}

function requireSource(permit: Permit, source: string): void {
  // Its own name is always its own.
  if (source === permit.id || permit.mayWriteAs(source)) return;
  throw new ProblemError('forbidden', `X-Wellhead-Source: the token may not write as "${source}".`);
}

const WORDS: Readonly<Record<Wait['limit'], string>> = {
  requestsPerSecond: 'requests a second',
  linesPerSecond: 'lines a second',
  bytesPerSecond: 'bytes a second',
  linesPerDay: 'lines a day',
};

function tooMuch({ limit, allowed, seconds }: Wait): ProblemError {
  const retryAfterSeconds = Math.max(1, Math.ceil(seconds));
  return new ProblemError(
    'too-many-requests',
    `The token may send ${allowed} ${WORDS[limit]} and has sent more; nothing of this request was stored. Send it again in ${retryAfterSeconds} s.`,
    { retryAfterSeconds },
  );
}
