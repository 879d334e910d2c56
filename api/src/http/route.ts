import type { Role } from '@wellhead/contracts';
import type { Request } from 'express';
import type { z } from 'zod';
import type { ApiServices } from '../api-options.js';

import { parseInput } from './parse.js';

/** What a handler gets: everything parsed. */
export interface RouteInput<Q, B> {
  readonly query: Q;
  readonly body: B;
  /** Parts of the path by their names. */
  readonly params: Readonly<Record<string, string>>;
  readonly request: Request;
  /** Of who asks. */
  readonly role: Role;
  readonly services: ApiServices;
  /** Aborts when the asker goes away. */
  readonly signal: AbortSignal;
}

/** An answer other than 200 with JSON. */
export interface RouteReply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, or text when the content type says so. */
  readonly body?: unknown;
}

type Method = 'get' | 'post' | 'put' | 'delete';

/** One address of the API: served by Express and described in OpenAPI from the same words. */
export interface Route {
  readonly method: Method;
  /** As OpenAPI writes it: `/runs/{id}`. */
  readonly path: string;
  readonly summary: string;
  /** Least role. */
  readonly role: Role;
  readonly query: z.ZodType | undefined;
  readonly body: z.ZodType | undefined;
  readonly answer: z.ZodType | undefined;
  /** Status when all is well. */
  readonly status: number;
  serve(request: Request, role: Role, signal: AbortSignal, services: ApiServices): Promise<RouteReply>;
}

/** Declares a route. `handle` returns the JSON of the answer, which must fit `answer`. */
export function route<Q = undefined, B = undefined, A = undefined>(declared: {
  readonly method: Method;
  readonly path: string;
  readonly summary: string;
  readonly role: Role;
  readonly query?: z.ZodType<Q>;
  readonly body?: z.ZodType<B>;
  readonly answer?: z.ZodType<A>;
  readonly status?: number;
  readonly headers?: (answer: A) => Readonly<Record<string, string>>;
  handle(input: RouteInput<Q, B>): Promise<A>;
}): Route {
  const { query, body, answer, status = 200 } = declared;
  return {
    ...declared,
    query,
    body,
    answer,
    status,
    serve: async (request, role, signal, services) => {
      const given = await declared.handle({
        query: query === undefined ? (undefined as Q) : parseInput(query, request.query, 'query parameters'),
        body: body === undefined ? (undefined as B) : parseInput(body, request.body, 'body'),
        params: request.params as Record<string, string>,
        request,
        role,
        services,
        signal,
      });
      return { status, body: given, headers: declared.headers?.(given) ?? {} };
    },
  };
}
