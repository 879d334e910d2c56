import { openRuns, quarantineRows } from '@wellhead/stores';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { NOW_MS } from '../../stores/testing/query-fixture.js';
import { type ServedApi, TOKEN } from '../testing/serve-api.js';
import { problem, serveExample } from '../testing/serve-example.js';
import { apiRoutes } from './api-routes.js';

let api: ServedApi;
beforeAll(async () => {
  api = await serveExample();
});
afterAll(() => api.close());

it('answers as it says: every list, with something in it, fits the schema that OpenAPI shows', async () => {
  const { pool } = api.fixture.stores;
  const run = await openRuns(pool).start({ kind: 'flow', name: 'daily', reason: 'demand' });
  await run.fail('disk full');
  await quarantineRows(pool, [
    {
      receivedAtMs: NOW_MS,
      source: 'plc',
      refusedBy: 'parser',
      reason: 'no field',
      raw: 'm',
      place: { line: 1 },
      spoolSequence: 1,
      ingestor: 'i',
    },
  ]);
  await api.ask('POST', '/notifications', { status: 'firing', title: 'breached', message: 'm', alerts: [] });
  await api.ask('PUT', '/settings/demo.speed', { value: 2 });
  await api.ask('POST', '/tokens', { name: 'line 1', scopes: ['read'] });
  const filled: string[] = [];
  for (const { path, answer } of apiRoutes.filter((one) => one.method === 'get' && !one.path.includes('{'))) {
    const response = await api.ask('GET', path);
    expect([path, response.status]).toEqual([path, 200]);
    const isJson = response.headers.get('content-type')?.includes('json');
    const body: unknown = isJson ? await response.json() : await response.text();
    if (Array.isArray(body) && body.length > 0) filled.push(path);
    const parsed = answer?.safeParse(body);
    expect([path, parsed?.error?.issues]).toEqual([path, undefined]);
  }
  expect(filled).toEqual(expect.arrayContaining(['/runs', '/quarantine', '/notifications', '/settings', '/tokens']));
});

it('tells a wrong address or method as a problem', async () => {
  const nothing = await api.ask('GET', '/weather');
  expect([nothing.status, (await problem(nothing)).detail]).toEqual([404, 'There is nothing at GET /api/v1/weather.']);
  const method = await api.ask('PATCH', '/limits');
  expect([method.status, method.headers.get('allow')]).toEqual([405, 'GET, PUT, DELETE']);
});

it.each([
  ['GET', '/runs/%00', undefined],
  ['GET', '/runs?name=%00', undefined],
  ['GET', '/limits?asset=%00', undefined],
])('refuses a value that Postgres cannot hold, and does not call it our fault: %s %s', async (method, path, body) => {
  const answer = await api.ask(method, path, body);
  expect([answer.status, (await problem(answer)).detail]).toEqual([
    400,
    expect.stringContaining('A value in the request cannot be looked up or stored'),
  ]);
});

it('refuses a body that is nested too deep before it is read', async () => {
  const answer = await fetch(`${api.url}/query`, {
    method: 'POST',
    body: '['.repeat(20_000) + ']'.repeat(20_000),
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
  });
  expect([answer.status, (await problem(answer)).detail]).toEqual([400, expect.stringContaining('64 levels')]);
});

it.each([1e308, '9999-12-31T23:59:59Z', '18446744073709551616', 9_007_199_254_740_992])(
  'refuses a time range to %s, which nanoseconds cannot say',
  async (to) => {
    const queries = [{ queryType: 'telemetry', assets: ['well-101'], signals: ['esp.temperature'] }];
    const answer = await api.ask('POST', '/query', { queries, from: 1_700_000_000_000, to });
    expect([answer.status, (await problem(answer)).detail]).toEqual([400, expect.stringContaining('1677 to 2262')]);
  },
);
