import { gzipSync } from 'node:zlib';
import path from 'node:path';
import { InfluxDB, Point } from '@influxdata/influxdb-client';
import { problemSchema } from '@wellhead/contracts';
import {
  listLedger,
  listQuarantine,
  openDuckDbStore,
  type SeriesReadings,
  type TelemetryStore,
} from '@wellhead/stores';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type IngestorFixture, openIngestorFixture, TEST_BUCKET, TEST_TOKEN } from '../testing/ingestor-fixture.js';

const everything = { fromNs: -(2n ** 62n), toNs: 2n ** 62n, shape: { kind: 'raw' } } as const;
const readAll = (store: TelemetryStore, measurement: string): Promise<readonly SeriesReadings[]> =>
  store.read({ selector: { measurement }, ...everything });
const WRITE = `/api/v2/write?bucket=${TEST_BUCKET}&org=any`;

describe('writing telemetry', () => {
  let fixture: IngestorFixture;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'wellhead-write-'));
    fixture = await openIngestorFixture({ telemetry: await openDuckDbStore({ file: path.join(folder, 't.duckdb') }) });
  });
  afterAll(async () => {
    await fixture.close();
    await rm(folder, { recursive: true, force: true });
  });
  const stored = async (measurement: string) => {
    await fixture.ingestor.drained();
    return readAll(fixture.telemetry, measurement);
  };

  it('takes points from the official InfluxDB client, gzipped and with nanoseconds', async () => {
    const client = new InfluxDB({ url: fixture.ingestor.url, token: TEST_TOKEN });
    const api = client.getWriteApi('org', TEST_BUCKET, 'ns', { gzipThreshold: 10, maxRetries: 0 });
    for (let i = 0; i < 50; i++)
      api.writePoint(
        new Point('pump')
          .tag('asset', 'well-101')
          .floatField('pressure', 100 + i)
          .intField('starts', i)
          .timestamp(`17000000000000000${String(i).padStart(2, '0')}`),
      );
    await api.close();
    const series = await stored('pump');
    expect(Object.fromEntries(series.map(({ series: one, timeNs }) => [one.key, timeNs.length]))).toEqual({
      'pump,asset=well-101 pressure': 50,
      'pump,asset=well-101 starts': 50,
    });
    expect(series[0]?.timeNs[49]).toBe(1700000000000000049n);
  });

  it.each([
    ['/api/v2/write', `?bucket=${TEST_BUCKET}&precision=s`, { authorization: `Bearer ${TEST_TOKEN}` }],
    ['/api/v2/write', `?bucket=${TEST_BUCKET}&precision=s`, { authorization: `Token ${TEST_TOKEN}` }],
    ['/write', `?db=${TEST_BUCKET}&precision=s`, { authorization: `Token someone:${TEST_TOKEN}` }],
    ['/write', `?db=${TEST_BUCKET}&precision=s`, { authorization: `Basic ${btoa(`someone:${TEST_TOKEN}`)}` }],
    ['/write', `?db=${TEST_BUCKET}&precision=s&u=someone&p=${TEST_TOKEN}`, undefined],
  ])('takes the token as InfluxDB clients send it: %s %s %j', async (route, query, headers) => {
    const response = await fetch(fixture.ingestor.url + route + query, {
      method: 'POST',
      body: 'm v=1 1700000000',
      ...(headers ? { headers } : {}),
    });
    expect(response.status).toBe(204);
  });

  it('refuses without a valid token, and gives no hint which', async () => {
    const attempts: Record<string, string>[] = [{}, { authorization: 'Token wrong' }];
    for (const headers of attempts) {
      const response = await fetch(fixture.ingestor.url + WRITE, { method: 'POST', body: 'm v=1', headers });
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ code: 'unauthorized', detail: 'A valid token is required.' });
    }
  });

  it('takes gzip, and refuses what only says that it is', async () => {
    const gzip = { 'content-encoding': 'gzip' };
    expect((await fixture.post(WRITE, new Uint8Array(gzipSync('zipped v=1 1')), gzip)).status).toBe(204);
    expect(await stored('zipped')).toHaveLength(1);
    const broken = await fixture.post(WRITE, 'zipped v=1 1', gzip);
    expect(broken.status).toBe(400);
    expect(problemSchema.parse(await broken.json()).type).toContain('bad-encoding');
  });

  it('stores the good lines of a batch, quarantines the bad ones and says which and why', async () => {
    await fixture.post(WRITE, 'typed v=1 1');
    const response = await fixture.post(WRITE, 'mixed v=1 1\nmixed v=oops 2\ntyped v=5i 3\nmixed v=4 4', {
      'x-wellhead-source': 'mixer',
    });
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    const problem = problemSchema.parse(await response.json());
    expect(problem).toMatchObject({ code: 'invalid', status: 400 });
    expect(problem.message).toContain('2 of 4 lines were refused');
    expect(problem.places).toMatchObject([
      { line: 2, found: 'oops' },
      { line: 3, found: 'integer', expected: 'float' },
    ]);
    expect((await stored('mixed'))[0]?.values).toEqual(Float64Array.of(1, 4));
    const quarantined = await listQuarantine(fixture.database.pool, { source: 'mixer' });
    expect(quarantined.map(({ raw, refusedBy, place }) => [raw, refusedBy, place])).toEqual([
      ['typed v=5i 3', 'field-types', { line: 3 }],
      ['mixed v=oops 2', 'parser', { line: 2 }],
    ]);
    const ledger = (await listLedger(fixture.database.pool)).filter(({ source }) => source === 'mixer');
    expect(ledger).toMatchObject([{ received: 4, accepted: 2, quarantined: 2 }]);
  });

  it('keeps the last of two readings with the same time', async () => {
    await fixture.post(WRITE, 'twice v=1 1\ntwice v=2 1');
    await fixture.post(WRITE, 'twice v=3 1');
    const [series] = await stored('twice');
    expect([...(series?.values ?? [])]).toEqual([3]);
  });

  it('answers 404 for another bucket or database, 400 for a missing one or an unknown precision', async () => {
    expect((await fixture.post('/api/v2/write?bucket=other', 'm v=1')).status).toBe(404);
    expect((await fixture.post('/write?db=other', 'm v=1')).status).toBe(404);
    expect((await fixture.post('/write', 'm v=1')).status).toBe(400);
    expect((await fixture.post(`${WRITE}&precision=fortnight`, 'm v=1')).status).toBe(400);
  });

  it('takes JSON points, exact integers included, and tells bad ones by their index', async () => {
    const response = await fixture.post(
      '/api/v1/telemetry',
      JSON.stringify([
        {
          measurement: 'json',
          tags: { asset: 'a' },
          fields: { v: 1.5, n: { integer: '9007199254740993' } },
          time: 1_700_000_000_000,
        },
        { measurement: 'json', tags: { asset: 'a' }, fields: { v: 'text' }, time: '2023-11-14T22:13:20.000000001Z' },
        { measurement: 'json', fields: {} },
        { measurement: 'json', tags: { asset: 'a' }, fields: { v: 2, n: 7 }, time: '2023-11-14T22:13:20.000000001Z' },
      ]),
    );
    expect(response.status).toBe(400);
    expect(problemSchema.parse(await response.json()).places?.map(({ index }) => index)).toEqual([1, 2]);
    const series = await stored('json');
    const found = Object.fromEntries(
      series.map(({ series: one, timeNs, values }) => [one.field, [[...timeNs], [...values]]]),
    );
    expect(found).toEqual({
      v: [
        [1700000000000000000n, 1700000000000000001n],
        [1.5, 2],
      ],
      n: [
        [1700000000000000000n, 1700000000000000001n],
        [9007199254740993n, 7n],
      ],
    });
  });

  it('says how each dependency is, shows metrics, answers probes and describes itself', async () => {
    const get = (to: string) => fetch(fixture.ingestor.url + to);
    expect((await get('/healthz')).status).toBe(200);
    const ready = await get('/readyz');
    expect(await ready.json()).toMatchObject({
      status: 'pass',
      dependencies: [
        { name: 'spool', status: 'pass' },
        { name: 'telemetry (duckdb)', status: 'pass' },
        { name: 'postgres', status: 'pass' },
        { name: 'ledger', status: 'pass' },
      ],
    });
    expect(await (await get('/metrics')).text()).toMatch(
      /wellhead_ingestor_input_total\{kind="lines",outcome="accepted"\} \d+/,
    );
    expect((await get('/ping')).status).toBe(204);
    expect(await (await get('/health')).json()).toMatchObject({ status: 'pass' });
    expect(await (await get('/openapi.json')).json()).toMatchObject({ openapi: '3.1.0' });
    const nothing = await get('/nothing');
    expect([nothing.status, nothing.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
  });

  it('goes on after a restart: nothing is delivered twice, nothing is forgotten', async () => {
    await fixture.post(WRITE, 'again v=1 1', { 'x-wellhead-source': 'again' });
    await fixture.restart();
    await fixture.post(WRITE, 'again v=2 2', { 'x-wellhead-source': 'again' });
    expect((await stored('again'))[0]?.timeNs.length).toBe(2);
    const ledger = (await listLedger(fixture.database.pool)).filter(({ source }) => source === 'again');
    expect(ledger.reduce((sum, { received }) => sum + received, 0)).toBe(2);
  });
});
