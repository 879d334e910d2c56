import { isTooDeep, MAX_JSON_DEPTH, PROBLEMS, ProblemError, problemOf, type ProblemType } from '@wellhead/contracts';
import express, { type NextFunction, type Request, type Response, type Router } from 'express';
import type { Logger } from 'pino';
import type { ApiServices } from '../api-options.js';
import { mayActAs, type RoleOf } from '../roles.js';
import type { Route } from './route.js';

/** Most bytes of a JSON body; bulk goes to the intake. */
const MOST_BYTES = '1mb';

function send(response: Response, type: ProblemType, detail: string, error?: ProblemError): void {
  const problem = problemOf(type, detail, error?.places);
  if (error?.retryAfterSeconds !== undefined) response.setHeader('retry-after', String(error.retryAfterSeconds));
  if (problem.status === 401) response.setHeader('www-authenticate', 'Bearer');
  response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

/** Codes of Node and Postgres that mean that a store is not there. */
const AWAY = /^(ECONN|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|EPIPE|08|57P0|53300)/;
const isAway = (error: unknown): boolean =>
  error instanceof Error &&
  (('code' in error && typeof error.code === 'string' && AWAY.test(error.code)) ||
    /timeout exceeded when trying to connect/.test(error.message));

/** Class 22 of Postgres: a value that it cannot hold, such as a text with a NUL or a number out of range. It came with the request. */
const isUnstorable = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && /^22[0-9A-Z]{3}$/.test(error.code);

const statusOf = (error: unknown): number =>
  error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 500;

/** Answers what went wrong as a problem; what nobody foresaw leaves as a bare 500 and a log line. */
function answerError(log: Logger) {
  return (error: unknown, request: Request, response: Response, next: NextFunction): void => {
    if (response.headersSent) {
      next(error);
      return;
    }
    if (error instanceof ProblemError) {
      send(response, error.problemType, error.message, error);
      return;
    }
    const status = statusOf(error);
    if (status === 413)
      send(response, 'too-large', `The body is larger than ${MOST_BYTES}: send readings and records to the intake.`);
    else if (status === 415) send(response, 'unsupported-media-type', 'Send JSON, uncompressed or gzip, in UTF-8.');
    else if (status >= 400 && status < 500)
      send(
        response,
        'bad-request',
        `The request cannot be read: ${error instanceof Error ? error.message : 'no reason'}.`,
      );
    else if (isUnstorable(error))
      send(response, 'bad-request', `A value in the request cannot be looked up or stored: ${error.message}.`);
    else if (isAway(error)) {
      log.warn({ reason: error instanceof Error ? error.message : '' }, 'store unreachable');
      send(response, 'store-unavailable', 'A store cannot be reached now: try again later.');
    } else {
      log.error({ err: error, method: request.method, path: request.path }, 'request failed');
      send(response, 'internal', `${PROBLEMS.internal.title}. The log of the service says more.`);
    }
  };
}

/** Serves routes: role first, then parsing, then the handler. Anything else below is a 404, or a 405 that says what is allowed. */
export function mountRoutes(router: Router, routes: readonly Route[], roleOf: RoleOf, services: ApiServices): void {
  router.use(
    express.json({
      limit: MOST_BYTES,
      type: ['application/json', 'application/*+json'],
      verify: (_request, _response, body) => {
        if (isTooDeep(body))
          throw new ProblemError(
            'bad-request',
            `The body is nested deeper than ${MAX_JSON_DEPTH} levels of lists and objects.`,
          );
      },
    }),
  );
  for (const one of routes) {
    router[one.method](one.path.replace(/\{(\w+)\}/g, ':$1'), async (request: Request, response: Response) => {
      const role = await roleOf(request);
      if (role === undefined)
        throw new ProblemError('unauthorized', 'A valid token with the scope read or manage is required.');
      if (!mayActAs(role, one.role))
        throw new ProblemError('forbidden', `This needs the role ${one.role}; yours is ${role}.`);
      if (one.body !== undefined && request.body === undefined && Number(request.headers['content-length'] ?? 0) > 0)
        throw new ProblemError(
          'unsupported-media-type',
          `The body is ${request.headers['content-type'] ?? 'of no stated type'}: send JSON with content-type: application/json.`,
        );
      const gone = new AbortController();
      response.once('close', () => gone.abort());
      const reply = await one.serve(request, role, gone.signal, services);
      response.status(reply.status ?? one.status).set({ 'cache-control': 'no-store', ...reply.headers });
      if (reply.body === undefined) response.end();
      else if (typeof reply.body === 'string') response.send(reply.body);
      else response.type('application/json').send(JSON.stringify(reply.body));
    });
  }
  for (const path of new Set(routes.map((one) => one.path))) {
    const allowed = routes.filter((one) => one.path === path).map((one) => one.method.toUpperCase());
    router.all(path.replace(/\{(\w+)\}/g, ':$1'), (request: Request, response: Response) => {
      response.setHeader('allow', allowed.join(', '));
      throw new ProblemError(
        'method-not-allowed',
        `${request.method} is not allowed here: use ${allowed.join(' or ')}.`,
      );
    });
  }
  router.use((request: Request) => {
    throw new ProblemError(
      'not-found',
      `There is nothing at ${request.method} ${request.originalUrl.split('?')[0] ?? ''}.`,
    );
  });
  router.use(answerError(services.log));
}
