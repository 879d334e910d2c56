import type { IncomingMessage } from 'node:http';
import { ProblemError } from '@wellhead/contracts';
import type { TokenScope } from '@wellhead/stores';
import type { Sender } from '../intake.js';
import { type TokenGate, tokenOf } from './tokens.js';

const SOURCE = /^[\w.:@-]{1,64}$/;

/** Who sends this request; throws a ProblemError if its token does not allow the scope. */
export async function requireScope(
  gate: TokenGate,
  request: IncomingMessage,
  query: URLSearchParams,
  scope: TokenScope,
): Promise<Sender> {
  const answer = gate.check(tokenOf(request.headers.authorization, query));
  const verdict = answer instanceof Promise ? await answer : answer;
  switch (verdict.kind) {
    case 'unknown':
      throw new ProblemError('unauthorized', 'A valid token is required.');
    case 'unavailable':
      throw new ProblemError('store-unavailable', 'Tokens cannot be checked now; send it again later.', {
        retryAfterSeconds: 2,
        cause: verdict.cause,
      });
    case 'known': {
      if (!verdict.scopes.includes(scope))
        throw new ProblemError('forbidden', `The token has no ${scope} scope; it has: ${verdict.scopes.join(', ')}.`);
      return { source: sourceOf(request) ?? verdict.id, token: verdict.id };
    }
    default:
      return verdict satisfies never;
  }
}

/** A sender may name itself (`X-Wellhead-Source`), for the ledger; else its token stands for it. */
function sourceOf(request: IncomingMessage): string | undefined {
  const named = request.headers['x-wellhead-source'];
  if (named === undefined) return undefined;
  if (typeof named !== 'string' || !SOURCE.test(named))
    throw new ProblemError('bad-request', 'X-Wellhead-Source: expected 1 to 64 letters, digits or . : @ _ -');
  return named;
}
