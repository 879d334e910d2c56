import { setTimeout as delay } from 'node:timers/promises';
import type { Frame } from '@wellhead/contracts';
import { openResourceBridge, type DataSourceHandlers, type QueryOutcome } from '../src/index.js';

/** Values of every type, present and missing, at the edges of their ranges. */
export const EVERY_TYPE: Frame = {
  name: 'every type',
  meta: { type: 'table', typeVersion: [0, 1], notices: [{ severity: 'info', text: 'µ – 日本' }] },
  fields: [
    { name: 'time', type: 'time', values: BigInt64Array.from([1_700_000_000_123_456_789n, -1n, 0n]) },
    { name: 'seen', type: 'time', values: [1.5, null, -0.5] },
    {
      name: 'value',
      type: 'number',
      values: Float64Array.from([1.5, Number.NaN, Number.POSITIVE_INFINITY]),
      labels: { asset: 'well-101', quantile: '0.5' },
      config: { unit: 'pressurebar', interval: 60_000 },
    },
    { name: 'count', type: 'integer', values: [2n ** 63n - 1n, null, -(2n ** 63n)] },
    { name: 'bytes', type: 'unsigned', values: [2n ** 64n - 1n, 0n, null] },
    { name: 'text', type: 'string', values: ['', 'Ölpumpe 🛢', null] },
    { name: 'running', type: 'boolean', values: [true, false, null] },
    { name: 'state', type: 'enum', values: [1, 0, null], config: { type: { enum: { text: ['off', 'läuft'] } } } },
    { name: 'detail', type: 'json', values: ['{"ö":[1,null]}', 'null', null] },
  ],
};

const answered = (...frames: Frame[]): QueryOutcome => ({ kind: 'answered', frames });
const words = (name: string, values: readonly string[]): Frame => ({
  name,
  fields: [{ name: 'word', type: 'string', values }],
});

/** A data source whose query type chooses what the test wants to see. `events` tells what happened inside. */
export function testDataSource(events: (event: string) => void = () => {}): DataSourceHandlers {
  const bridge = openResourceBridge((request, response) => {
    const { plugin } = bridge.contextOf(request) ?? { plugin: undefined };
    response.writeHead(request.url === '/api/missing' ? 404 : 200, {
      'content-type': 'text/plain',
      'x-role': plugin?.user?.role ?? 'absent',
    });
    response.write(`${request.method} ${request.url} `);
    // Later, so that the answer cannot come in one part.
    setImmediate(() => request.pipe(response));
  }, '/api');

  return {
    async query(query, context) {
      switch (query.queryType) {
        case 'every-type':
          return answered(EVERY_TYPE);
        case 'context':
          return answered(
            words('context', [
              query.json,
              `${query.fromMs} ${query.toMs} ${query.intervalMs} ${query.maxDataPoints}`,
              context.plugin.user?.role ?? 'absent',
              context.plugin.dataSource?.jsonData ?? 'no data source',
              String(context.fromAlert),
              context.trace?.traceId ?? 'no trace',
            ]),
          );
        case 'refuse':
          return { kind: 'failed', status: 400, source: 'downstream', message: 'The query names no signal.' };
        case 'crash':
          throw new Error('secret detail of the inside');
        case 'uneven':
          return answered({
            name: 'uneven',
            fields: [...words('a', ['x']).fields, { name: 'b', type: 'number', values: [] }],
          });
        case 'wait':
          events('wait began');
          await delay(60_000, undefined, { signal: context.signal }).catch((error: unknown) => {
            events('wait aborted');
            throw error;
          });
          return answered();
        default:
          return answered();
      }
    },
    checkHealth: async () => ({ healthy: false, message: 'The store is away.', details: { store: 'refused' } }),
    collectMetrics: async () => '# TYPE test_total counter\ntest_total 1\n',
    callResource: bridge.callResource,
    streams: {
      subscribe: async ({ path }) =>
        path.startsWith('live/') ? 'permitted' : path.startsWith('secret/') ? 'denied' : 'not-found',
      async *run({ path }, { signal }) {
        events(`${path} ran`);
        try {
          yield '{"n":1}';
          yield '{"n":2}';
          await delay(60_000, undefined, { signal });
        } finally {
          events(`${path} torn down`);
        }
      },
    },
  };
}
