import { createToken } from '@wellhead/stores';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveApi, type ServedApi, TOKEN } from '../testing/serve-api.js';
import { json, problem, serveExample } from '../testing/serve-example.js';
import { apiRoutes } from './api-routes.js';

let api: ServedApi;
beforeAll(async () => {
  api = await serveExample();
});
afterAll(() => api.close());

/** A POST that changes nothing. */
const ASKS = ['/query', '/limits/preview'];

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
      if (method === 'get' || ASKS.includes(path)) continue;
      const viewer = await fetch(api.url + address, { method: method.toUpperCase() });
      expect([address, viewer.status]).toEqual([address, 403]);
    }
  });
});
