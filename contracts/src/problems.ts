import { z } from 'zod';

/** The catalogue of problems. `docs/problems.md` is generated from it and held equal by a test. */
export const PROBLEMS = {
  'bad-request': { status: 400, title: 'The request cannot be understood' },
  'invalid-line-protocol': { status: 400, title: 'Some lines are not valid line protocol' },
  'field-type-conflict': { status: 400, title: 'A field already has another type' },
  'failed-check': { status: 400, title: 'Some readings do not pass the checks of their pack' },
  'invalid-record': { status: 400, title: 'Some records do not fit their schema' },
  'invalid-mapping': { status: 400, title: 'The mapping of a file has faults' },
  'invalid-file': { status: 400, title: 'The file cannot be read with this mapping' },
  'invalid-model': { status: 400, title: 'The model that was brought cannot be used' },
  'unknown-precision': { status: 400, title: 'The precision is not known' },
  'bad-encoding': { status: 400, title: 'The body cannot be decompressed' },
  unauthorized: { status: 401, title: 'A valid token is required' },
  forbidden: { status: 403, title: 'The token does not allow this' },
  'not-found': { status: 404, title: 'There is nothing at this address' },
  'unknown-bucket': { status: 404, title: 'The bucket or database is not known' },
  'unknown-record-type': { status: 404, title: 'The record type is not known' },
  'unknown-mapping': { status: 404, title: 'The mapping is not known' },
  'method-not-allowed': { status: 405, title: 'The method is not allowed here' },
  conflict: { status: 409, title: 'The state does not allow this now' },
  'too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The content type or encoding is not supported' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  overloaded: { status: 503, title: 'Intake is full, try again later' },
  'store-unavailable': { status: 503, title: 'A store cannot be reached' },
  'disk-full': { status: 507, title: 'There is no room to keep the data' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemType = keyof typeof PROBLEMS;

/** One place in the input and what is wrong there. */
export const problemPlaceSchema = z.object({
  line: z.number().int().optional().describe('1-based line of a text body'),
  index: z.number().int().optional().describe('0-based position in a JSON array'),
  field: z.string().optional(),
  found: z.string().optional(),
  expected: z.string().optional(),
  reason: z.string(),
});
export type ProblemPlace = z.infer<typeof problemPlaceSchema>;

/** RFC 9457 problem details, with InfluxDB's `code`, `message` and `error` beside them so that its clients show the text. */
export const problemSchema = z.object({
  type: z.string().describe('`https://wellhead.invalid/problems/<type>`'),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().describe('what, where, got, expected, what to do next'),
  places: z.array(problemPlaceSchema).optional(),
  code: z.string(),
  message: z.string(),
  error: z.string(),
});
export type Problem = z.infer<typeof problemSchema>;

const INFLUX_CODES: Readonly<Record<number, string>> = {
  400: 'invalid',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not found',
  405: 'method not allowed',
  409: 'conflict',
  413: 'request too large',
  415: 'invalid',
  429: 'too many requests',
  503: 'unavailable',
};

/** The body of a problem response. */
export function problemOf(type: ProblemType, detail: string, places?: readonly ProblemPlace[]): Problem {
  const { status, title } = PROBLEMS[type];
  return {
    type: `https://wellhead.invalid/problems/${type}`,
    title,
    status,
    detail,
    ...(places && places.length > 0 ? { places: [...places] } : {}),
    code: INFLUX_CODES[status] ?? 'internal error',
    message: detail,
    error: detail,
  };
}

/** Thrown at an edge and answered there as `application/problem+json`; inside, outcomes are values. */
export class ProblemError extends Error {
  readonly problemType: ProblemType;
  readonly places: readonly ProblemPlace[] | undefined;
  readonly retryAfterSeconds: number | undefined;
  constructor(
    problemType: ProblemType,
    detail: string,
    more: { places?: readonly ProblemPlace[]; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(detail, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'ProblemError';
    this.problemType = problemType;
    this.places = more.places;
    this.retryAfterSeconds = more.retryAfterSeconds;
  }
}
