import { ProblemError } from '@wellhead/contracts';
import type express from 'express';
import type { z } from 'zod';

export const queryOf = (request: express.Request): URLSearchParams =>
  new URLSearchParams(request.originalUrl.split('?')[1] ?? '');

/** The query of a request by its schema; all faults at once. The members with which InfluxDB's clients sign in are none of it. */
export function parseQuery<T>(schema: z.ZodType<T>, request: express.Request): T {
  const given = Object.fromEntries([...queryOf(request)].filter(([name]) => name !== 'u' && name !== 'p'));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message, code, ...issue }) => {
    if (code === 'unrecognized_keys' && 'keys' in issue) return `query ${String(issue.keys)}: there is no such member`;
    const name = String(path[0] ?? '');
    return `query ${name}: found ${given[name] === undefined ? 'nothing' : `“${given[name].slice(0, 100)}”`}; ${message}`;
  });
  throw new ProblemError('bad-request', `${faults.join('. ')}.`);
}
