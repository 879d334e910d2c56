import { type Problem, FORECAST_QUEUE, flowQueue } from '@wellhead/contracts';
import { createToken, installPack, openRuns, quarantineRows } from '@wellhead/stores';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examplePack } from '../../stores/testing/example-pack.js';
import { NOW_MS } from '../../stores/testing/query-fixture.js';
import { serveApi, type ServedApi, TOKEN } from '../testing/serve-api.js';
import { apiRoutes } from './api-routes.js';

let api: ServedApi;
beforeAll(async () => {
  api = await serveApi();
  await installPack(api.fixture.stores.pool, {
    ...examplePack,
    manifest: {
      ...examplePack.manifest,
      flows: [
        {
          name: 'daily',
          title: 'Daily',
          timeoutMs: 1_000,
          retries: 0,
          steps: [{ kind: 'sql', name: 'load', file: 'load.sql' }],
        },
      ],
    },
  });
  await api.fixture.write('temperature', { 5: 101, 1: 102.5 });
  await api.fixture.issue(30, [100, 131]);
});
afterAll(() => api.close());

const json = async <T>(response: Response): Promise<T> => (await response.json()) as T;
const problem = (response: Response): Promise<Problem> => json<Problem>(response);
const RANGE = { from: NOW_MS - 3_600_000, to: NOW_MS };

describe('POST /query', () => {
  it('answers several queries as Grafana data frames by refId, each with its own problem', async () => {
    const response = await api.ask('POST', '/query', {
      ...RANGE,
      queries: [
        {
          refId: 'A',
          queryType: 'telemetry',
          aggregate: 'raw',
          signals: ['esp.temperature'],
          datasource: { uid: 'x' },
        },
        { queryType: 'margin', of: 'forecast' },
        { refId: 'C', queryType: 'mart', table: 'ops.tokens' },
        { refId: 'D', queryType: 'weather' },
      ],
    });
    expect(response.status).toBe(200);
    const { results } = await json<{ results: Record<string, { status: number; error?: string; frames: unknown[] }> }>(
      response,
    );
    expect(results['A']?.frames).toMatchObject([
      {
        data: {
          values: [
            [NOW_MS - 300_000, NOW_MS - 60_000],
            [101, 102.5],
          ],
        },
        schema: { refId: 'A' },
      },
    ]);
    expect(results['B']?.frames).toMatchObject([{ data: { values: [[1]] } }]);
    expect(results['C']).toMatchObject({
      status: 400,
      frames: [],
      error: expect.stringContaining('not published') as string,
    });
    expect(results['D']).toMatchObject({ status: 400, error: expect.stringContaining('queryType') as string });
  });

  it('answers CSV to who asks for it', async () => {
    const body = {
      from: new Date(RANGE.from).toISOString(),
      to: String(RANGE.to),
      queries: [{ queryType: 'telemetry', aggregate: 'raw' }],
    };
    const response = await api.ask('POST', '/query', body, { accept: 'text/csv' });
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(await response.text()).toBe(
      'time,asset,signal,value\r\n' +
        '2026-03-01T11:55:00.000Z,well-101,esp.temperature,101\r\n' +
        '2026-03-01T11:59:00.000Z,well-101,esp.temperature,102.5\r\n',
    );
    const two = { ...body, queries: [...body.queries, ...body.queries] };
    expect((await api.ask('POST', '/query', two, { accept: 'text/csv' })).status).toBe(400);
  });

  it('names what is wrong: the place, what was found, what is expected', async () => {
    const wrong = await api.ask('POST', '/query', { ...RANGE, queries: [{ queryType: 'forecast', vintages: 'many' }] });
    expect(wrong.status).toBe(400);
    expect(wrong.headers.get('content-type')).toMatch('application/problem+json');
    expect((await problem(wrong)).places).toMatchObject([{ field: 'vintages', found: 'many' }]);
    const turned = await api.ask('POST', '/query', { from: 2, to: 1, queries: [{ queryType: 'age' }] });
    expect((await problem(turned)).detail).toContain('expected a time after `from`');
    expect((await api.ask('POST', '/query', '{')).status).toBe(400);
    const form = await api.ask('POST', '/query', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' });
    expect(form.status).toBe(415);
    expect((await api.ask('POST', '/query', 'x'.repeat(2_000_000))).status).toBe(413);
  });
});

describe('who may do what', () => {
  const limit = { asset: 'well-101', measurement: 'esp', field: 'temperature', kind: 'high', value: 129 };

  it('lets somebody on this machine read, but not a foreign page that was pointed here', async () => {
    const anonymous = { authorization: '' };
    expect((await fetch(`${api.url}/assets`)).status).toBe(200);
    expect(
      (
        await fetch(`${api.url}/limits`, {
          method: 'PUT',
          body: JSON.stringify(limit),
          headers: { 'content-type': 'application/json' },
        })
      ).status,
    ).toBe(403);
    expect((await fetch(`${api.url}/assets`, { headers: { 'x-forwarded-for': '10.0.0.1' } })).status).toBe(401);
    expect((await api.ask('GET', '/assets', undefined, { authorization: 'Bearer wrong' })).status).toBe(401);
    expect((await api.ask('GET', '/assets', undefined, anonymous)).status).toBe(401);
  });

  it('lets a token with the scope read see, one with manage change, one with write neither', async () => {
    const { pool } = api.fixture.stores;
    const reader = await createToken(pool, { name: 'reader', scopes: ['read'] });
    const writer = await createToken(pool, { name: 'writer', scopes: ['write'] });
    const manager = await createToken(pool, { name: 'manager', scopes: ['manage'] });
    const as = (token: string) => ({ authorization: `Token ${token}` });
    expect((await api.ask('GET', '/limits', undefined, as(reader.token))).status).toBe(200);
    const refused = await api.ask('PUT', '/limits', limit, as(reader.token));
    expect([refused.status, (await problem(refused)).detail]).toEqual([
      403,
      'This needs the role editor; yours is viewer.',
    ]);
    expect((await api.ask('GET', '/limits', undefined, as(writer.token))).status).toBe(401);
    expect((await api.ask('PUT', '/limits', limit, as(manager.token))).status).toBe(200);
  });

  it('takes the role from its host where that knows who asks', async () => {
    const inGrafana = await serveApi({ roleOf: () => 'viewer' });
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` };
    const put = await fetch(`${inGrafana.url}/limits`, { method: 'PUT', headers, body: JSON.stringify(limit) });
    expect(put.status).toBe(403);
    await inGrafana.close();
    const editor = await serveApi({ roleOf: () => 'editor', userOf: () => 'ann' });
    const set = await fetch(`${editor.url}/limits`, {
      method: 'PUT',
      headers,
      body: JSON.stringify({ ...limit, by: 'bob' }),
    });
    expect(await json(set)).toMatchObject({ value: 129, changedBy: 'ann' });
    await editor.close();
  });

  it('refuses every changing route to a viewer and every route to a stranger', async () => {
    for (const { method, path } of apiRoutes) {
      const address = path.replace(/\{\w+\}/g, 'x');
      const stranger = await api.ask(method.toUpperCase(), address, undefined, { authorization: 'Bearer wrong' });
      expect([address, stranger.status]).toEqual([address, 401]);
      if (method === 'get' || path === '/query') continue;
      const viewer = await fetch(api.url + address, { method: method.toUpperCase() });
      expect([address, viewer.status]).toEqual([address, 403]);
    }
  });
});

describe('the catalogue', () => {
  it('lists signals with their last value and age', async () => {
    const signals = await json<Record<string, unknown>[]>(await api.ask('GET', '/signals?signal=esp.temperature'));
    expect(signals).toMatchObject([
      {
        asset: 'well-101',
        field: 'temperature',
        unit: 'celsius',
        lastValue: 102.5,
        lastAtMs: NOW_MS - 60_000,
        ageMs: 60_000,
        stale: false,
      },
    ]);
    const both = await json<unknown[]>(await api.ask('GET', '/signals?signal=esp.temperature&signal=esp.pressure'));
    expect(both).toHaveLength(2);
  });

  it('sets and removes a limit', async () => {
    const low = { asset: 'well-101', measurement: 'esp', field: 'temperature', kind: 'low-low', value: 5, by: 'ann' };
    expect(await json(await api.ask('PUT', '/limits', low))).toMatchObject({ value: 5, changedBy: 'ann' });
    const key = 'asset=well-101&measurement=esp&field=temperature&kind=low-low';
    expect((await api.ask('DELETE', `/limits?${key}`)).status).toBe(200);
    expect((await api.ask('DELETE', `/limits?${key}`)).status).toBe(404);
    const unknown = await api.ask('PUT', '/limits', { ...low, asset: 'well-102' });
    expect([unknown.status, (await problem(unknown)).detail]).toEqual([
      404,
      expect.stringContaining('no signal esp.temperature of well-102'),
    ]);
  });

  it('lists what can be asked: marts and record types with their columns', async () => {
    const marts = await json<{ table: string; columns: { name: string; kind: string; description?: string }[] }[]>(
      await api.ask('GET', '/marts'),
    );
    expect(marts[0]?.columns).toContainEqual({
      name: 'value',
      type: 'double precision',
      kind: 'number',
      description: 'Mean value.',
    });
    const types = await json<{ type: string; columns: { name: string; required: boolean }[] }[]>(
      await api.ask('GET', '/record-types'),
    );
    expect(types[0]?.columns.slice(0, 2)).toMatchObject([
      { name: 'sample_id', type: 'integer', required: true },
      { name: 'taken_on', format: 'date' },
    ]);
    expect(await json(await api.ask('GET', '/packs'))).toMatchObject([{ name: 'example', dataLabel: 'simulated' }]);
  });
});

describe('runs and jobs', () => {
  it('queues a forecast and tells how the job stands', async () => {
    const taken = await api.ask('POST', '/forecasts/run', { pack: 'example' });
    expect(taken.status).toBe(202);
    const { id, queue, job } = await json<{ id: string; queue: string; job: string }>(taken);
    expect([queue, taken.headers.get('location')]).toEqual([FORECAST_QUEUE, `jobs/${job}`]);
    expect((await api.ask('POST', '/forecasts/run', { pack: 'example' })).status).toBe(409);
    expect(await json(await api.ask('GET', `/jobs/${job}`))).toEqual({ state: 'running' });
    const done = new Promise(
      (resolve) =>
        void api.jobs.work(FORECAST_QUEUE, async ({ data }) => {
          resolve(data);
          return { runId: 'r1' };
        }),
    );
    expect(await done).toEqual({ reason: 'demand', pack: 'example', signals: [], asOfMs: [] });
    await api.jobs.sendAndWait(FORECAST_QUEUE, {}, { timeoutMs: 20_000 });
    expect(await json(await api.ask('GET', `/jobs/${queue}/${id}`))).toEqual({
      state: 'completed',
      output: { runId: 'r1' },
    });
    expect((await api.ask('GET', `/jobs/${queue}/nonsense`)).status).toBe(404);
  });

  it('queues a flow for the days named; an unknown one is told', async () => {
    const taken = await api.ask('POST', '/flows/daily/run', { fromDay: '2026-02-01', toDay: '2026-02-03' });
    expect(await json(taken)).toMatchObject({ queue: flowQueue('daily') });
    expect((await api.ask('POST', '/flows/daily/run')).status).toBe(202);
    const unknown = await api.ask('POST', '/flows/nightly/run');
    expect([unknown.status, (await problem(unknown)).detail]).toEqual([
      404,
      'There is no flow nightly: there are daily.',
    ]);
    expect((await api.ask('POST', '/flows/daily/run', { fromDay: 'monday' })).status).toBe(400);
    expect(await json(await api.ask('GET', '/flows'))).toMatchObject([{ pack: 'example', name: 'daily' }]);
  });

  it('shows runs and what they said', async () => {
    const run = await openRuns(api.fixture.stores.pool).start({ kind: 'flow', name: 'daily', reason: 'demand' });
    await run.log('info', 'load', 'rows loaded', { rows: 2 });
    await run.fail('disk full');
    expect(await json(await api.ask('GET', '/runs?kind=flow&limit=5'))).toMatchObject([
      { id: run.id, error: 'disk full' },
    ]);
    expect(await json(await api.ask('GET', `/runs/${run.id}`))).toMatchObject({ state: 'failed' });
    expect(await json(await api.ask('GET', `/runs/${run.id}/logs`))).toMatchObject([
      { step: 'load', fields: { rows: 2 } },
    ]);
    expect((await api.ask('GET', '/runs/none/logs')).status).toBe(404);
    expect((await api.ask('GET', '/runs?limit=many')).status).toBe(400);
  });
});

describe('intake, notifications, settings, tokens', () => {
  it('tells what is connected and how fresh it is', async () => {
    const { pool } = api.fixture.stores;
    await pool.query(`insert into ops.ledger values ('i', 'telegraf', to_timestamp($1::float8 / 1000), 10, 9, 1)`, [
      NOW_MS - 7_200_000,
    ]);
    const body = await json<{ sources: unknown[]; stores: unknown[] }>(await api.ask('GET', '/sources'));
    expect(body).toMatchObject({
      sources: [
        {
          kind: 'pack',
          title: 'Example field',
          dataLabel: 'simulated',
          lastAtMs: NOW_MS - 60_000,
          intervalMs: 60_000,
          lastForecastMs: NOW_MS - 1_800_000,
          forecastStale: false,
        },
        { kind: 'sender', name: 'telegraf', received: 10, accepted: 9, quarantined: 1, lastAtMs: NOW_MS - 3_600_000 },
      ],
      stores: [
        { store: 'postgres', reachable: true },
        { store: 'memory', reachable: true },
      ],
    });
    expect(await json(await api.ask('GET', '/ledger'))).toMatchObject([{ source: 'telegraf', accepted: 9 }]);
  });

  it('pages through quarantine', async () => {
    const row = {
      receivedAtMs: NOW_MS,
      source: 'http',
      refusedBy: 'parser',
      reason: 'no field',
      raw: 'x',
      place: { line: 1 },
    };
    await quarantineRows(api.fixture.stores.pool, [row, { ...row, reason: 'no time' }]);
    const first = await json<{ id: number; reason: string }[]>(await api.ask('GET', '/quarantine?state=open&limit=1'));
    expect(first[0]?.reason).toBe('no time');
    const next = await json<{ reason: string }[]>(await api.ask('GET', `/quarantine?limit=1&beforeId=${first[0]?.id}`));
    expect(next[0]?.reason).toBe('no field');
  });

  it('keeps what Grafana’s webhook sends', async () => {
    const webhook = {
      receiver: 'wellhead',
      status: 'firing',
      title: '1 firing: breached',
      message: 'Well 101',
      alerts: [{ labels: { asset: 'well-101' } }],
    };
    expect((await api.ask('POST', '/notifications', webhook)).status).toBe(201);
    expect(await json(await api.ask('GET', '/notifications'))).toMatchObject([
      { status: 'firing', title: '1 firing: breached', body: webhook },
    ]);
    expect((await api.ask('POST', '/notifications', { title: 'x' })).status).toBe(400);
  });

  it('keeps settings, makes and revokes tokens', async () => {
    expect((await api.ask('PUT', '/settings/demo.speed', { value: { daysAMinute: 2 } })).status).toBe(200);
    expect(await json(await api.ask('GET', '/settings'))).toMatchObject([
      { name: 'demo.speed', value: { daysAMinute: 2 } },
    ]);
    expect((await api.ask('PUT', '/settings/No', { value: 1 })).status).toBe(400);
    const made = await json<{ id: string; token: string }>(
      await api.ask('POST', '/tokens', { name: 'line 1', scopes: ['read'] }),
    );
    expect((await api.ask('GET', '/assets', undefined, { authorization: `Bearer ${made.token}` })).status).toBe(200);
    expect(JSON.stringify(await json(await api.ask('GET', '/tokens')))).not.toContain(made.token);
    expect((await api.ask('DELETE', `/tokens/${made.id}`)).status).toBe(200);
    expect((await api.ask('DELETE', `/tokens/${made.id}`)).status).toBe(404);
  });
});

it('answers as it says: every list fits the schema that OpenAPI shows', async () => {
  for (const { path, answer } of apiRoutes.filter((one) => one.method === 'get' && !one.path.includes('{'))) {
    const response = await api.ask('GET', path);
    expect([path, response.status]).toEqual([path, 200]);
    const parsed = answer?.safeParse(await response.json());
    expect([path, parsed?.error?.issues]).toEqual([path, undefined]);
  }
});

it('tells a wrong address or method as a problem', async () => {
  const nothing = await api.ask('GET', '/weather');
  expect([nothing.status, (await problem(nothing)).detail]).toEqual([404, 'There is nothing at GET /api/v1/weather.']);
  const method = await api.ask('PATCH', '/limits');
  expect([method.status, method.headers.get('allow')]).toEqual([405, 'GET, PUT, DELETE']);
});
