import { type Frame, ProblemError, problemOf, type QueryContext, querySchema } from '@wellhead/contracts';
import { runQuery } from '@wellhead/stores';
import { z } from 'zod';
import { csvOf } from '../http/csv.js';
import { jsonFrame } from '../http/json-frames.js';
import { parseInput } from '../http/parse.js';
import type { Route } from '../http/route.js';

/** Nanoseconds in 64 bits reach from 1677 to 2262; this is their end in ms. */
const FARTHEST_MS = 9_223_372_036_854;

/** A time: ms since the epoch as number or text, or RFC 3339. */
const timeSchema = z.union([
  z.number(),
  z
    .string()
    .transform((text) => (/^-?\d+$/.test(text) ? Number(text) : Date.parse(text)))
    .refine((ms) => !Number.isNaN(ms), 'expected ms since the epoch or a time like 2026-11-22T00:00:00Z'),
]);
const instantSchema = timeSchema.refine(
  (ms) => Math.abs(ms) <= FARTHEST_MS,
  'expected a time in the years 1677 to 2262',
);

const askedSchema = z
  .object({
    queries: z
      .array(z.object({ refId: z.string().optional() }).loose())
      .min(1)
      .max(100)
      .describe('queries as the data source saves them; refId names each answer, default A, B, C …'),
    from: instantSchema.describe('start of the time range, in: ms since the epoch or RFC 3339'),
    to: instantSchema.describe('end of the time range, out'),
    intervalMs: z
      .number()
      .int()
      .positive()
      .default(60_000)
      .describe('window of aggregates that have none of their own'),
    maxDataPoints: z.number().int().positive().max(100_000).default(1_000).describe('most points of one drawn series'),
  })
  .refine(({ from, to }) => from < to, { message: 'expected a time after `from`', path: ['to'] });

/** The body as OpenAPI shows it: the queries by their own schemas. */
const describedSchema = z.object({
  ...askedSchema.shape,
  queries: z.array(z.intersection(z.object({ refId: z.string().optional() }), querySchema)),
});
const answerSchema = z.object({
  results: z.record(
    z.string(),
    z.object({
      status: z.number().int(),
      frames: z.array(z.object({ schema: z.looseObject({}), data: z.looseObject({}) })),
      error: z.string().optional(),
    }),
  ),
});

type Outcome =
  { readonly kind: 'answered'; readonly frames: Frame[] } | { readonly kind: 'refused'; readonly error: ProblemError };

const refIdOf = (given: string | undefined, at: number): string =>
  given ?? String.fromCharCode(65 + (at % 26)) + (at < 26 ? '' : Math.floor(at / 26));

/** `POST /query`: every query type as data frames in JSON, or as CSV for one query that asks for `text/csv`. */
export const queryRoute: Route = {
  method: 'post',
  path: '/query',
  summary: 'Run queries: Grafana data frames as JSON, or CSV (Accept: text/csv, one query)',
  role: 'viewer',
  query: undefined,
  body: describedSchema,
  answer: answerSchema,
  status: 200,
  serve: async (request, _role, signal, { stores, clock }) => {
    const asked = parseInput(askedSchema, request.body, 'body');
    const context: QueryContext = {
      fromMs: asked.from,
      toMs: asked.to,
      nowMs: clock(),
      intervalMs: asked.intervalMs,
      maxDataPoints: asked.maxDataPoints,
      fromAlert: false,
      signal,
    };
    const outcomes = await Promise.all(
      asked.queries.map(async (query): Promise<Outcome> => {
        try {
          return { kind: 'answered', frames: await runQuery(stores, parseInput(querySchema, query, 'query'), context) };
        } catch (error) {
          if (error instanceof ProblemError) return { kind: 'refused', error };
          throw error;
        }
      }),
    );
    const [only] = outcomes;
    // One query: its problem is the answer. Of several, each tells its own.
    if (outcomes.length === 1 && only?.kind === 'refused') throw only.error;
    if (request.accepts(['application/json', 'text/csv']) === 'text/csv') {
      if (outcomes.length > 1 || only?.kind !== 'answered')
        throw new ProblemError(
          'bad-request',
          'CSV answers one query at a time: send one, or ask for application/json.',
        );
      return { headers: { 'content-type': 'text/csv; charset=utf-8' }, body: csvOf(only.frames) };
    }
    const results = outcomes.map((outcome, at) => {
      const refId = refIdOf(asked.queries[at]?.refId, at);
      if (outcome.kind === 'answered')
        return [refId, { status: 200, frames: outcome.frames.map((frame) => jsonFrame(frame, refId)) }];
      const { status, detail } = problemOf(outcome.error.problemType, outcome.error.message);
      return [refId, { status, error: detail, frames: [] }];
    });
    return { body: { results: Object.fromEntries(results) } };
  },
};
