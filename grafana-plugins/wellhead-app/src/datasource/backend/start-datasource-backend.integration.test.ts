import { nsFromMs, seriesOf, batchOf, type QueryInput } from '@wellhead/contracts';
import { openPluginLog } from '@wellhead/backend-sdk';
import { connectPlugin, type PluginClient, type QueryOptions } from '@wellhead/backend-sdk/testing/plugin-client';
import { openFolderArchive, openJobs, openMemoryStore, type Jobs, type Stores } from '@wellhead/stores';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NOW_MS, openQueryFixture, type QueryFixture } from '../../../../../stores/testing/query-fixture.js';
import { liveChannelPath, startDatasourceBackend, type DatasourceBackend } from './index.js';

const HOUR_MS = 3_600_000;
const timeRange = { fromEpochMS: NOW_MS - 24 * HOUR_MS, toEpochMS: NOW_MS + 24 * HOUR_MS };
const userOf = (role: string) => ({ user: { login: role.toLowerCase(), name: '', email: '', role } });

describe('the backend of the data source, on real stores', () => {
  const telemetry = openMemoryStore();
  const log = openPluginLog({ level: 'silent' });
  let folder: string;
  let fixture: QueryFixture;
  let jobs: Jobs;
  let backend: DatasourceBackend;
  let client: PluginClient;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wellhead-backend-'));
    fixture = await openQueryFixture(telemetry);
    jobs = await openJobs(fixture.stores.pool, log);
    const stores: Stores = { ...fixture.stores, archive: openFolderArchive(folder), close: async () => undefined };
    backend = await startDatasourceBackend({
      stores,
      jobs,
      host: '127.0.0.1',
      port: 0,
      log,
      clock: () => NOW_MS,
      livePollMs: 20,
    });
    client = connectPlugin(backend.address);
    await fixture.write('temperature', { 120: 70, 60: 75, 1: 82.5 });
    await fixture.issue(30, [80, 90, 120]);
  });
  afterAll(async () => {
    client.close();
    await backend.close();
    await jobs.close();
    await fixture.close();
    await rm(folder, { recursive: true });
  });

  const ask = async (query: QueryInput, more: Partial<QueryOptions> = {}) => {
    const json = Buffer.from(JSON.stringify({ ...query, refId: 'A', datasource: { uid: 'wellhead' } }));
    const asked = { refId: 'A', queryType: query.queryType, json, timeRange, intervalMS: 60_000, maxDataPoints: 1_000 };
    const { A } = await client.query({ queries: [asked], ...more });
    if (!A) throw new Error('no answer');
    return A;
  };

  it('shows readings as series with their asset and signal as labels', async () => {
    const answer = await ask({
      queryType: 'telemetry',
      assets: ['well-101'],
      signals: ['esp.temperature'],
      aggregate: 'raw',
    });
    expect(answer.error).toBe('');
    expect(answer.frames).toHaveLength(1);
    const [frame] = answer.frames;
    expect(frame).toMatchObject({ refId: 'A', meta: { type: 'timeseries-multi' } });
    const [time, value] = frame?.fields ?? [];
    expect(time?.values).toEqual(BigInt64Array.from([120, 60, 1].map((ago) => nsFromMs(NOW_MS - ago * 60_000))));
    expect(value?.values).toEqual(Float64Array.from([70, 75, 82.5]));
    expect(value?.labels).toMatchObject({ asset: 'well-101', signal: 'esp.temperature' });
  });

  it('shows a forecast with its quantiles, as a rule of the next hours may ask for it', async () => {
    const fromNow = { fromEpochMS: NOW_MS, toEpochMS: NOW_MS + 24 * HOUR_MS };
    const json = Buffer.from(JSON.stringify({ assets: ['well-101'], quantiles: [0.5, 0.9] }));
    const { A } = await client.query({
      queries: [{ refId: 'A', queryType: 'forecast', json, timeRange: fromNow }],
      headers: { FromAlert: 'true' },
    });
    expect(A?.error).toBe('');
    const labels = A?.frames.flatMap(({ fields }) => fields.flatMap((field) => field.labels?.['quantile'] ?? []));
    expect(new Set(labels)).toEqual(new Set(['p50', 'p90']));
  });

  it('tells in a sentence what is wrong with a query, and answers the others', async () => {
    const strange = await ask({ queryType: 'mart', table: 'mart.absent' });
    expect(strange).toMatchObject({ frames: [], errorSource: 'downstream' });
    expect(strange.status).toBeGreaterThanOrEqual(400);
    expect(strange.status).toBeLessThan(500);
    expect(strange.error).toContain('mart.absent');
    const stolen = await ask({ queryType: 'mart', table: 'ops.tokens' });
    expect(stolen.frames).toEqual([]);
    expect(stolen.status).toBeGreaterThanOrEqual(400);
  });

  it('says what it depends on', async () => {
    const health = await client.checkHealth();
    expect(health.status).toBe('OK');
    expect(JSON.parse(health.details)).toMatchObject({
      dependencies: [{ state: 'ok' }, { state: 'ok' }, { state: 'ok' }],
    });
    expect(await client.collectMetrics()).toContain('wellhead_plugin_queries_total');
  });

  it('answers the pages and pickers with the api', async () => {
    const assets = await client.callResource({ url: 'assets', pluginContext: userOf('Viewer') });
    expect(assets.status).toBe(200);
    expect(assets.headers['content-type']?.[0]).toContain('application/json');
    expect(assets.body).toContain('well-101');
    const missing = await client.callResource({ url: 'no-such-thing' });
    expect(missing.status).toBe(404);
  });

  it('lets an editor change a limit; a viewer and Grafana itself may only look', async () => {
    const limit = { asset: 'well-101', measurement: 'esp', field: 'temperature', kind: 'high', value: 99 };
    const put = (pluginContext?: QueryOptions['pluginContext']) =>
      client.callResource({
        method: 'PUT',
        url: 'limits',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(limit),
        ...(pluginContext ? { pluginContext } : {}),
      });
    expect((await put(userOf('Viewer'))).status).toBe(403);
    expect((await put()).status).toBe(403);
    expect(JSON.parse((await put(userOf('None'))).body)).toMatchObject({ status: 403 });
    const changed = await put(userOf('Editor'));
    expect(changed.status).toBe(200);
    // By Grafana's name of who did it, whatever the body says.
    expect(JSON.parse(changed.body)).toMatchObject({ changedBy: 'editor' });
    // Edited here, in force at the next evaluation of a rule.
    const { frames } = await ask({ queryType: 'margin', signals: ['esp.temperature'], of: 'last' });
    expect(frames.map(({ fields }) => fields.at(-1)?.values)).toEqual([Float64Array.from([82.5 - 99])]);
    expect(frames[0]?.meta?.type).toBe('numeric-multi');
    expect((await client.callResource({ url: 'tokens', pluginContext: userOf('Editor') })).status).toBe(403);
    expect((await client.callResource({ url: 'tokens', pluginContext: userOf('Admin') })).status).toBe(200);
  });

  it('goes on with a frame of a live query by the channel that it names', async () => {
    const live = { queryType: 'telemetry', assets: ['well-101'], signals: ['esp.temperature'], live: true } as const;
    const nowRange = { fromEpochMS: NOW_MS - 24 * HOUR_MS, toEpochMS: NOW_MS };
    const json = Buffer.from(JSON.stringify({ ...live, aggregate: 'raw' }));
    const dataSourceSettings = {
      uid: 'wellhead',
      name: '',
      url: '',
      user: '',
      database: '',
      jsonData: Buffer.from('{}'),
      decryptedSecureJsonData: {},
      lastUpdatedMS: 0,
    };
    const { A } = await client.query({
      queries: [{ refId: 'A', queryType: 'telemetry', json, timeRange: nowRange, intervalMS: 1, maxDataPoints: 9 }],
      pluginContext: { ...userOf('Viewer'), dataSourceSettings },
    });
    const channel = A?.frames[0]?.meta?.channel ?? '';
    const path = channel.replace('ds/wellhead/', '');
    expect(await client.subscribe({ path })).toBe('PERMITTED');
    const { packets, leave } = client.runStream({ path });
    const first = JSON.parse(String((await packets[Symbol.asyncIterator]().next()).value)) as object;
    expect(first).toEqual({ data: { values: [[NOW_MS - 60_000], [82.5]] } });
    leave();
    await expect.poll(() => client.collectMetrics()).toContain('wellhead_plugin_live_channels 0');
  });

  it('streams a live channel while someone looks', async () => {
    const path = liveChannelPath({ assets: ['well-101'], signals: ['esp.temperature'] });
    expect(await client.subscribe({ path })).toBe('PERMITTED');
    const { packets, leave } = client.runStream({ path });
    const iterator = packets[Symbol.asyncIterator]();
    const first = JSON.parse(String((await iterator.next()).value)) as { data: { values: unknown[][] } };
    expect(first.data.values).toEqual([[NOW_MS - 60_000], [82.5]]);
    const series = seriesOf('esp', { asset: 'well-101' }, 'temperature', 'float');
    await telemetry.write(batchOf([{ series, timeNs: nsFromMs(NOW_MS), value: 83 }]));
    const second = JSON.parse(String((await iterator.next()).value)) as { data: { values: unknown[][] } };
    expect(second.data.values).toEqual([[NOW_MS], [83]]);
    leave();
    await expect.poll(() => client.collectMetrics()).toContain('wellhead_plugin_live_channels 0');
  });
});
