import { problemSchema } from '@wellhead/contracts';
import { z } from 'zod';
import { jsonPointSchema } from '../domain/json-points.js';
import { filePaths } from './file-paths.js';

/** Paths of an OpenAPI document, as other parts of the service hand theirs in. */
export type OpenApiPaths = Readonly<Record<string, unknown>>;

const jsonSchema = (schema: z.ZodType): Record<string, unknown> => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest;
};

const recordOutcomeSchema = z.object({
  batchId: z.string(),
  received: z.number().int(),
  accepted: z.number().int(),
  refused: z.number().int(),
  rows: z.array(
    z.object({
      index: z.number().int(),
      outcome: z.enum(['accepted', 'refused']),
      reason: z.string().optional(),
      field: z.string().optional(),
      found: z.string().optional(),
      expected: z.string().optional(),
    }),
  ),
});

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});
const refusals = {
  '400': problem('Refused in whole or in part; what was refused is told by place and kept in quarantine'),
  '401': problem('A valid token is required'),
  '403': problem('The token has no write scope'),
  '413': problem('The body is too large'),
  '503': problem('Intake is full or a store is needed and away: send again after Retry-After'),
  '507': problem('The disk of the spool is full'),
};
const query = (name: string, description: string, isRequired: boolean, values?: readonly string[]) => ({
  name,
  in: 'query',
  required: isRequired,
  description,
  schema: { type: 'string', ...(values ? { enum: values } : {}) },
});
const lines = { required: true, content: { 'text/plain': { schema: { type: 'string' } } } };
const kept = { '204': { description: 'Durable: acknowledged and on disk' } };
const points = jsonSchema(jsonPointSchema);

const writePaths: OpenApiPaths = {
  '/api/v2/write': {
    post: {
      summary: 'Write line protocol, as InfluxDB 2 takes it',
      parameters: [
        query('bucket', 'the configured bucket', true),
        query('org', 'ignored', false),
        query('precision', 'unit of the times', false, ['ns', 'us', 'ms', 's']),
      ],
      requestBody: lines,
      responses: { ...kept, ...refusals, '404': problem('The bucket is not known') },
    },
  },
  '/write': {
    post: {
      summary: 'Write line protocol, as InfluxDB 1 takes it',
      parameters: [
        query('db', 'the configured bucket', true),
        query('precision', 'unit of the times', false, ['n', 'u', 'ms', 's', 'm', 'h']),
      ],
      requestBody: lines,
      responses: { ...kept, ...refusals, '404': problem('The database is not known') },
    },
  },
  '/api/v1/telemetry': {
    post: {
      summary: 'Write points as JSON',
      parameters: [query('precision', 'unit of times that are numbers; ms', false, ['ns', 'us', 'ms', 's', 'm', 'h'])],
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: {
              anyOf: [
                { type: 'array', items: points },
                { type: 'object', properties: { points: { type: 'array', items: points } }, required: ['points'] },
              ],
            },
          },
        },
      },
      responses: { ...kept, ...refusals },
    },
  },
  '/api/v1/records/{type}': {
    post: {
      summary: 'Write records of a type that an installed pack describes',
      parameters: [{ name: 'type', in: 'path', required: true, schema: { type: 'string' } }],
      requestBody: {
        required: true,
        content: { 'application/json': { schema: { type: 'array', items: { type: 'object' } } } },
      },
      responses: {
        '200': {
          description: 'All rows are durable',
          content: { 'application/json': { schema: jsonSchema(recordOutcomeSchema) } },
        },
        ...refusals,
        '404': problem('The record type is not known'),
      },
    },
  },
  '/api/v1/backup': {
    post: {
      summary: 'Take one consistent backup while writes go on, as a tar; its last entry is the manifest',
      parameters: [
        query('archive', 'with the files of the raw archive', false, ['true', 'false']),
        query('secrets', 'with the secrets of the installation', false, ['true', 'false']),
      ],
      responses: {
        '200': {
          description: 'The tar',
          content: { 'application/x-tar': { schema: { type: 'string', format: 'binary' } } },
        },
        '400': problem('The query is not understood'),
        '401': problem('A valid token is required'),
        '403': problem('The token has no manage scope'),
        '409': problem('A backup is being taken'),
      },
    },
  },
  '/healthz': {
    get: { summary: 'Whether the process answers', security: [], responses: { '200': { description: 'Yes' } } },
  },
  '/readyz': {
    get: {
      summary: 'Whether writes can be kept, and how each dependency is',
      security: [],
      responses: { '200': { description: 'Writes can be kept' }, '503': { description: 'They cannot' } },
    },
  },
  '/metrics': {
    get: { summary: 'Metrics for Prometheus', security: [], responses: { '200': { description: 'Text' } } },
  },
};

/** The OpenAPI 3.1 document of this service, with the paths of whatever else is served at the same address. */
export function openApiDocument(version: string, otherPaths: OpenApiPaths = {}): Record<string, unknown> {
  return {
    openapi: '3.1.0',
    info: { title: 'Wellhead', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    paths: { ...otherPaths, ...filePaths, ...writePaths },
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: '`Token …`, as InfluxDB spells it, works too' },
      },
      schemas: { Problem: jsonSchema(problemSchema) },
    },
    security: [{ token: [] }],
  };
}
