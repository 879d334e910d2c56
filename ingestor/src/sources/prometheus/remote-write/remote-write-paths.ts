import { kept, type OpenApiPaths, problem, refusals } from '../../../http/open-api-parts.js';

const post = {
  summary: 'Remote write of Prometheus, version 1.0: protobuf in Snappy',
  requestBody: {
    required: true,
    content: { 'application/x-protobuf': { schema: { type: 'string', format: 'binary' } } },
  },
  responses: { ...kept, ...refusals, '415': problem('Version 2.0: the sender falls back to 1.0') },
};

/** Where Prometheus' own receiver listens, and where InfluxDB 1 did. */
export const remoteWritePaths: OpenApiPaths = {
  '/api/v1/write': { post },
  '/api/v1/prom/write': { post },
};
