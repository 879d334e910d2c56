import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPluginLog } from '@wellhead/backend-sdk';
import { createToken, openFolderArchive, openJobs, openMemoryStore, type Jobs } from '@wellhead/stores';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NOW_MS, openQueryFixture, type QueryFixture } from '../../../../../stores/testing/query-fixture.js';
import { openBackendMetrics } from './metrics.js';
import { startHttpService } from './start-http-service.js';

describe('the HTTP side of the backend as a service', () => {
  const log = openPluginLog({ level: 'silent' });
  const memory = openMemoryStore();
  let away = false;
  const telemetry = { ...memory, ping: () => (away ? Promise.reject(new Error('refused')) : memory.ping()) };
  let folder: string;
  let fixture: QueryFixture;
  let jobs: Jobs;
  let service: Awaited<ReturnType<typeof startHttpService>>;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wellhead-backend-'));
    fixture = await openQueryFixture(telemetry);
    jobs = await openJobs(fixture.stores.pool, log);
    service = await startHttpService({
      stores: { ...fixture.stores, archive: openFolderArchive(folder), close: async () => undefined },
      jobs,
      log,
      clock: () => NOW_MS,
      metrics: openBackendMetrics(),
      token: 'the-configured-one',
      host: '127.0.0.1',
      port: 0,
    });
  });
  afterAll(async () => {
    await service.close();
    await jobs.close();
    await fixture.close();
    await rm(folder, { recursive: true });
  });
  const get = (path: string, token?: string): Promise<Response> =>
    fetch(`http://127.0.0.1:${service.port}${path}`, token ? { headers: { authorization: `Bearer ${token}` } } : {});

  it('is ready while each dependency answers, and says which does not', async () => {
    expect((await get('/readyz')).status).toBe(200);
    away = true;
    const notReady = await get('/readyz');
    expect(notReady.status).toBe(503);
    expect(await notReady.json()).toMatchObject({ detail: expect.stringContaining('telemetry (memory)') });
    expect((await get('/healthz')).status).toBe(200);
    away = false;
  });

  it('shows its counts', async () => {
    const metrics = await get('/metrics');
    expect(metrics.headers.get('content-type')).toContain('text/plain');
    expect(await metrics.text()).toContain('# TYPE wellhead_plugin_queries_total counter');
  });

  it('answers the api to those with a token only', async () => {
    expect((await get('/api/v1/assets')).status).toBe(401);
    expect((await get('/api/v1/assets', 'guessed')).status).toBe(401);
    const { token } = await createToken(fixture.stores.pool, { name: 'reader', scopes: ['read'] });
    expect((await get('/api/v1/assets', token)).status).toBe(200);
    expect((await get('/api/v1/tokens', token)).status).toBe(403);
    expect((await get('/api/v1/tokens', 'the-configured-one')).status).toBe(200);
  });

  it('names the variable to change when its port is taken', async () => {
    const second = startHttpService({
      stores: { ...fixture.stores, archive: openFolderArchive(folder), close: async () => undefined },
      jobs,
      log,
      clock: () => NOW_MS,
      metrics: openBackendMetrics(),
      token: undefined,
      host: '127.0.0.1',
      port: service.port,
    });
    await expect(second).rejects.toThrow(/cannot be opened: .*Change WELLHEAD_HTTP_PORT\./);
  });
});
