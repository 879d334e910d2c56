import { json, known, type OpenApiPaths, queryParameter } from '../../http/open-api-parts.js';

const open = { security: [] };
const query = (summary: string) => ({
  summary,
  parameters: [
    queryParameter(
      'q',
      'SHOW DATABASES, SHOW RETENTION POLICIES, CREATE DATABASE; others are told as not answered',
      true,
    ),
    queryParameter('db', 'ignored', false),
  ],
  responses: {
    '200': json('One result a statement, as InfluxDB 1 answers'),
    '400': json('A statement is missing'),
    ...known,
  },
});

/** Paths of what InfluxDB's clients ask before they write. */
export const handshakePaths: OpenApiPaths = {
  '/ping': {
    get: {
      summary: 'Whether it answers, as InfluxDB 1 and 2 say it',
      ...open,
      parameters: [queryParameter('verbose', 'with the version as JSON', false)],
      responses: { '200': json('The version'), '204': { description: 'Yes; the version is in X-Influxdb-Version' } },
    },
  },
  '/health': {
    get: {
      summary: 'Whether writes are taken, as InfluxDB 2 says it',
      ...open,
      responses: { '200': json('pass'), '503': json('fail: the spool is full') },
    },
  },
  '/ready': {
    get: {
      summary: 'Since when it runs, as InfluxDB 2 says it',
      ...open,
      responses: { '200': json('ready, started, up') },
    },
  },
  '/query': {
    get: query('Answer what Telegraf and InfluxDB 1 clients ask at start'),
    post: query('The same with the query in a form'),
  },
  '/api/v2/buckets': {
    get: {
      summary: 'The one bucket, as InfluxDB 2 lists buckets',
      parameters: [queryParameter('name', 'another one is a 404', false), queryParameter('org', 'any', false)],
      responses: { '200': json('A list of one'), ...known, '404': json('The bucket is not known') },
    },
  },
  '/api/v2/orgs': {
    get: {
      summary: 'The organisation that is asked for, as InfluxDB 2 lists them: any is there',
      parameters: [queryParameter('org', 'its name', false)],
      responses: { '200': json('A list of one'), ...known },
    },
  },
};
