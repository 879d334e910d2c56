import { problemSchema } from '@wellhead/contracts';
import { z } from 'zod';
import { jsonPointSchema } from '../domain/json-points.js';
import { handshakePaths } from '../sources/influx/handshake-paths.js';
import { remoteWritePaths } from '../sources/prometheus/remote-write/remote-write-paths.js';
import { filePaths } from './file-paths.js';
import {
  jsonSchema,
  kept,
  type OpenApiPaths,
  pathParameter,
  problem,
  queryParameter,
  refusals,
} from './open-api-parts.js';

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

const lines = { required: true, content: { 'text/plain': { schema: { type: 'string' } } } };
const points = jsonSchema(jsonPointSchema);

const writePaths: OpenApiPaths = {
  '/api/v2/write': {
    post: {
      summary: 'Write line protocol, as InfluxDB 2 takes it',
      parameters: [
        queryParameter('bucket', 'the configured bucket', true),
        queryParameter('org', 'ignored', false),
        queryParameter('precision', 'unit of the times', false, ['ns', 'us', 'ms', 's']),
      ],
      requestBody: lines,
      responses: { ...kept, ...refusals, '404': problem('The bucket is not known') },
    },
  },
  '/write': {
    post: {
      summary: 'Write line protocol, as InfluxDB 1 takes it',
      parameters: [
        queryParameter('db', 'the configured bucket', true),
        queryParameter('precision', 'unit of the times', false, ['n', 'u', 'ms', 's', 'm', 'h']),
      ],
      requestBody: lines,
      responses: { ...kept, ...refusals, '404': problem('The database is not known') },
    },
  },
  '/api/v1/telemetry': {
    post: {
      summary: 'Write points as JSON',
      parameters: [
        queryParameter('precision', 'unit of times that are numbers; ms', false, ['ns', 'us', 'ms', 's', 'm', 'h']),
      ],
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
      parameters: [pathParameter('type')],
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
        queryParameter('archive', 'with the files of the raw archive', false, ['true', 'false']),
        queryParameter('secrets', 'with the secrets of the installation', false, ['true', 'false']),
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
  '/openapi.json': {
    get: { summary: 'This document', security: [], responses: { '200': { description: 'OpenAPI 3.1' } } },
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
    paths: { ...otherPaths, ...filePaths, ...remoteWritePaths, ...handshakePaths, ...writePaths },
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: '`Token …`, as InfluxDB spells it, works too' },
      },
      schemas: { Problem: jsonSchema(problemSchema) },
    },
    security: [{ token: [] }],
  };
}
