import { PROBLEMS, ProblemError } from '@wellhead/contracts';
import type { QueryOutcome } from '@wellhead/backend-sdk';

type Failure = Extract<QueryOutcome, { kind: 'failed' }>;

/** Codes of Node and Postgres that mean: the store is not there. */
const AWAY = /^(ECONN|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|EPIPE|UND_ERR_|08|57P0|53300)/;
const STATEMENT_TIMEOUT = '57014';
/** What pg's pool says, without a code, when no connection came free in its time, and when none could be made. */
const NONE_FREE = /^timeout exceeded when trying to connect/;
const NOT_MADE = /^Connection terminated due to connection timeout/;
const says = (error: unknown, words: RegExp): boolean => error instanceof Error && words.test(error.message);

function codesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const code: unknown = Reflect.get(error, 'code');
  const inner = error instanceof AggregateError ? error.errors.flatMap(codesOf) : codesOf(error.cause);
  return typeof code === 'string' ? [code, ...inner] : inner;
}

/** What the person at the panel is told of a failed query; undefined for a failure that nobody foresaw, which belongs into the log. */
export function queryFailureOf(error: unknown): Failure | undefined {
  if (error instanceof ProblemError) {
    const { status } = PROBLEMS[error.problemType];
    const source = error.problemType === 'internal' ? 'plugin' : 'downstream';
    return { kind: 'failed', status, source, message: error.message };
  }
  const codes = codesOf(error);
  if (codes.includes(STATEMENT_TIMEOUT)) {
    const message = 'Postgres stopped the query because it took too long. Ask for a shorter range or fewer rows.';
    return { kind: 'failed', status: 504, source: 'downstream', message };
  }
  if (says(error, NONE_FREE)) {
    const message =
      'Postgres is busy: no connection came free in time. Try again in a moment, or ask with fewer panels at once.';
    return { kind: 'failed', status: 503, source: 'downstream', message };
  }
  const away = codes.find((code) => AWAY.test(code)) ?? (says(error, NOT_MADE) ? 'no answer' : undefined);
  if (away) {
    const message = `A store cannot be reached (${away}). “Save & test” of the data source says which one.`;
    return { kind: 'failed', status: 503, source: 'downstream', message };
  }
  return undefined;
}
