import { once, EventEmitter } from 'node:events';
import { Writable } from 'node:stream';
import { Client, credentials, status } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectPlugin, type PluginClient } from '../testing/plugin-client.js';
import { EVERY_TYPE, testDataSource } from '../testing/test-data-source.js';
import { openPluginLog, serveDataSource, type ServedDataSource } from './index.js';

const timeRange = { fromEpochMS: 1_000, toEpochMS: 2_000 };
const happened = new EventEmitter();
const events: string[] = [];
const tell = (event: string): void => {
  events.push(event);
  happened.emit('event');
};
const seen = (event: string): string[] => events.filter((each) => each === event);
/** Resolves when an event has happened so many times since the start. */
async function until(event: string, times: number): Promise<void> {
  while (seen(event).length < times) await once(happened, 'event');
}
const logged: string[] = [];
const log = openPluginLog({
  clock: () => 0,
  stream: new Writable({
    write(line: Buffer, _encoding, done) {
      logged.push(line.toString());
      done();
    },
  }),
});

describe('a data source served to Grafana', () => {
  let served: ServedDataSource;
  let client: PluginClient;
  beforeAll(async () => {
    const handlers = testDataSource(tell);
    served = await serveDataSource({ handlers, address: '127.0.0.1:0', ownProcess: false, log, concurrency: 2 });
    client = connectPlugin(served.address);
  });
  afterAll(async () => {
    client.close();
    await served.close();
  });

  it('answers each query with its own frames, under its own refId', async () => {
    const answers = await client.query({
      queries: [
        { refId: 'A', queryType: 'every-type', timeRange },
        { refId: 'B', queryType: 'nothing', timeRange },
      ],
    });
    expect(Object.keys(answers)).toEqual(['A', 'B']);
    expect(answers['A']?.frames).toHaveLength(1);
    expect(answers['A']?.frames[0]).toMatchObject({ name: EVERY_TYPE.name, refId: 'A', meta: EVERY_TYPE.meta });
    expect(answers['B']).toMatchObject({ frames: [], status: 200, error: '' });
  });

  it('hands the query, its range, the user, the settings and the headers to the handler', async () => {
    const { A } = await client.query({
      queries: [
        {
          refId: 'A',
          queryType: 'context',
          timeRange,
          intervalMS: 15_000,
          maxDataPoints: 500,
          json: Buffer.from('{"x":1}'),
        },
      ],
      pluginContext: {
        user: { login: 'ada', name: 'Ada', email: '', role: 'Editor' },
        dataSourceSettings: {
          uid: 'wellhead',
          name: 'Wellhead',
          url: '',
          user: '',
          database: '',
          jsonData: Buffer.from('{"y":2}'),
          decryptedSecureJsonData: {},
          lastUpdatedMS: 0,
        },
      },
      headers: { FromAlert: 'true' },
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    });
    expect(A?.frames[0]?.fields[0]?.values).toEqual([
      '{"x":1}',
      '1000 2000 15000 500',
      'Editor',
      '{"y":2}',
      'true',
      '0af7651916cd43dd8448eb211c80319c',
    ]);
  });

  it('knows no user when Grafana itself asks, and nothing of a role that Grafana does not have', async () => {
    const query = { refId: 'A', queryType: 'context', timeRange };
    const nobody = await client.query({ queries: [query], pluginContext: { orgId: 1 } });
    expect(nobody['A']?.frames[0]?.fields[0]?.values.slice(2, 4)).toEqual(['absent', 'no data source']);
    const root = { login: 'x', name: '', email: '', role: 'Root' };
    const strange = await client.query({ queries: [query], pluginContext: { user: root } });
    expect(strange['A']?.frames[0]?.fields[0]?.values[2]).toBe('None');
  });

  it('tells a bad query, an unexpected failure and a query without a range apart, and hides the inside', async () => {
    const answers = await client.query({
      queries: [
        { refId: 'bad', queryType: 'refuse', timeRange },
        { refId: 'broken', queryType: 'crash', timeRange },
        { refId: 'uneven', queryType: 'uneven', timeRange },
        { refId: 'timeless', queryType: 'every-type' },
        { refId: 'good', queryType: 'every-type', timeRange },
      ],
    });
    expect(answers['bad']).toMatchObject({
      status: 400,
      errorSource: 'downstream',
      error: 'The query names no signal.',
    });
    expect(answers['broken']).toMatchObject({ status: 500, errorSource: 'plugin' });
    expect(answers['broken']?.error).not.toContain('secret');
    expect(answers['uneven']).toMatchObject({ status: 500, errorSource: 'plugin' });
    expect(answers['timeless']).toMatchObject({ status: 400 });
    expect(answers['timeless']?.error).toContain('without a time range');
    expect(answers['good']?.frames).toHaveLength(1);
    expect(logged.join('')).toContain('secret detail of the inside');
    expect(logged.join('')).toContain('word 1, b 0');
  });

  it('works on no more queries at a time than it may', async () => {
    const hangUp = new AbortController();
    const before = seen('wait began').length;
    const wait = (refId: string) => ({ refId, queryType: 'wait', timeRange });
    const asked = client.query({ queries: ['A', 'B', 'C'].map(wait), signal: hangUp.signal });
    await until('wait began', before + 2);
    hangUp.abort();
    await expect(asked).rejects.toMatchObject({ code: status.CANCELLED });
    await until('wait aborted', 2);
    const { D } = await client.query({ queries: [{ refId: 'D', queryType: 'every-type', timeRange }] });
    expect(D?.status).toBe(200);
    expect(seen('wait began')).toHaveLength(before + 2);
  });

  it('stops working when the deadline of the caller passes', async () => {
    const before = seen('wait aborted').length;
    const asked = client.query({ queries: [{ refId: 'A', queryType: 'wait', timeRange }], deadlineMs: 300 });
    await expect(asked).rejects.toMatchObject({ code: status.DEADLINE_EXCEEDED });
    await until('wait aborted', before + 1);
  });

  it('tells the truth about its health, with the reason', async () => {
    expect(await client.checkHealth()).toEqual({
      status: 'ERROR',
      message: 'The store is away.',
      details: '{"store":"refused"}',
    });
    expect(await client.collectMetrics()).toContain('test_total 1');
  });

  it('passes HTTP on to a listener, with method, query string, body and who asks', async () => {
    const user = { login: 'ada', name: '', email: '', role: 'Admin' };
    const answer = await client.callResource({
      method: 'POST',
      url: 'limits?asset=well-101',
      body: 'x'.repeat(300_000),
      headers: { 'Content-Type': 'text/plain', 'Content-Length': '3', 'X-Role': 'forged' },
      pluginContext: { user },
    });
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.headers['x-role']).toEqual(['Admin']);
    expect(answer.body.slice(0, 40)).toBe('POST /api/limits?asset=well-101 xxxxxxxx');
    expect(answer.body).toHaveLength(300_032);
    expect(answer.parts).toBeGreaterThan(1);
    const missing = await client.callResource({ url: 'missing' });
    expect(missing).toMatchObject({ status: 404, headers: { 'x-role': ['absent'] } });
  });

  it('runs a channel, and tears it down when the last subscriber leaves', async () => {
    expect(await client.subscribe({ path: 'live/well-101' })).toBe('PERMITTED');
    expect(await client.subscribe({ path: 'secret/x' })).toBe('DENIED');
    expect(await client.subscribe({ path: 'elsewhere' })).toBe('NOT_FOUND');
    expect(await client.publish({ path: 'live/well-101', data: Buffer.from('{}') })).toBe('DENIED');
    const { packets, leave } = client.runStream({ path: 'live/well-101' });
    const received: string[] = [];
    const read = (async () => {
      for await (const packet of packets) {
        received.push(packet);
        if (received.length === 2) leave();
      }
    })();
    await expect(read).rejects.toMatchObject({ code: status.CANCELLED });
    expect(received).toEqual(['{"n":1}', '{"n":2}']);
    await until('live/well-101 torn down', 1);
  });

  it('does not obey a stop when the process is shared', async () => {
    await expect(client.shutdown()).rejects.toMatchObject({ code: status.UNIMPLEMENTED });
    expect(await client.ping()).toBe('SERVING');
    await expect(client.ping('elsewhere')).rejects.toMatchObject({ code: status.NOT_FOUND });
  });

  it('survives what is not a message, is too large, or names its query strangely', async () => {
    const raw = new Client(served.address, credentials.createInsecure());
    const send = (bytes: Buffer): Promise<unknown> =>
      new Promise((resolve, reject) => {
        const same = (value: Buffer): Buffer => value;
        const done = (error: Error | null, reply?: Buffer): void => (error ? reject(error) : resolve(reply));
        raw.makeUnaryRequest('/pluginv2.Data/QueryData', same, same, bytes, done);
      });
    await expect(send(Buffer.from('ffffffffffff', 'hex'))).rejects.toMatchObject({ code: status.INTERNAL });
    const large = send(Buffer.alloc(17 * 1024 * 1024));
    await expect(large).rejects.toMatchObject({ code: status.RESOURCE_EXHAUSTED });
    raw.close();
    const strange = ['__proto__', 'constructor', ''].map((refId) => ({ refId, queryType: 'nothing', timeRange }));
    const answers = await client.query({ queries: strange });
    expect(Object.keys(answers)).toEqual(expect.arrayContaining(['constructor', '']));
    expect(await client.ping()).toBe('SERVING');
  });

  it('refuses a port that is taken, with a sentence', async () => {
    const second = serveDataSource({ handlers: testDataSource(), address: served.address, ownProcess: false, log });
    await expect(second).rejects.toThrow(`The data source backend cannot listen on ${served.address}: `);
  });
});

describe('stopping', () => {
  it('aborts what runs, answers it, and frees the port', async () => {
    const handlers = testDataSource(tell);
    const first = await serveDataSource({ handlers, address: '127.0.0.1:0', ownProcess: false, log });
    const client = connectPlugin(first.address);
    const before = seen('wait began').length;
    const asked = client.query({ queries: [{ refId: 'A', queryType: 'wait', timeRange }] });
    await until('wait began', before + 1);
    await first.close();
    expect((await asked)['A']).toMatchObject({ status: 499, errorSource: 'downstream' });
    client.close();
    const again = await serveDataSource({ handlers, address: first.address, ownProcess: false, log });
    await again.close();
  });
});
