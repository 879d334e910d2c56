import { quarantineRows } from '@wellhead/stores';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NOW_MS } from '../../../stores/testing/query-fixture.js';
import type { ServedApi } from '../../testing/serve-api.js';
import { json, serveExample } from '../../testing/serve-example.js';

let api: ServedApi;
beforeAll(async () => {
  api = await serveExample();
});
afterAll(() => api.close());

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
