import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { saveMapping } from '@wellhead/stores';
import type { Pool } from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { type IngestorFixture, openIngestorFixture } from '../../../testing/ingestor-fixture.js';
import { type SourceHarness, sourceConformance } from '../conformance/source-conformance.js';
import { sourceSchema } from '../source-kinds.js';

const LONG_MS = 30_000;
const quick = { kind: 'remote-file', schedule: { everySeconds: 0.05 }, requestsPerMinute: 100_000, attempts: 3 };
const mappingOf = (column: string): string => `
time: { column: time, format: epoch-ms }
readings:
  form: wide
  asset: { column: well }
  columns: [{ column: ${column}, signal: conformance.n }]
`;
const prepare = (pool: Pool): Promise<void> => saveMapping(pool, 'numbers', mappingOf('n'), 'test');
const rowsOf = (from: number, to: number): string =>
  Array.from(
    { length: to - from },
    (_, at) => `${1_700_000_000_000 + from + at},a${(from + at) % 3},${from + at}\n`,
  ).join('');
const HEADER = 'time,well,n\n';

/** A server of one file, on this machine: with tags and ranges, and with connections that are cut. */
interface FileServer {
  readonly url: string;
  /** What it has been asked: method, range, and what it answered. */
  readonly asked: {
    readonly range: string | undefined;
    readonly status: number;
    readonly authorization: string | undefined;
  }[];
  body: Buffer;
  etag: string | undefined;
  /** Bytes of a body after which the connection is cut; undefined: never. */
  cutAfter: number | undefined;
  /** Answers 503. */
  isAway: boolean;
  close(): Promise<void>;
}

async function startFileServer(onAnswered?: (server: FileServer, status: number) => void): Promise<FileServer> {
  function answer(request: IncomingMessage, response: ServerResponse): number {
    const { etag } = served;
    const validators = etag === undefined ? {} : { etag };
    if (served.isAway) {
      response.writeHead(503, { 'retry-after': '0' }).end();
      return 503;
    }
    if (etag !== undefined && request.headers['if-none-match'] === etag) {
      response.writeHead(304, validators).end();
      return 304;
    }
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1]);
    const isRange = etag !== undefined && request.headers['if-range'] === etag && from < served.body.length;
    const all = isRange ? served.body.subarray(from) : served.body;
    response.writeHead(isRange ? 206 : 200, {
      ...validators,
      'content-length': all.length,
      ...(isRange ? { 'content-range': `bytes ${from}-${served.body.length - 1}/${served.body.length}` } : {}),
    });
    if (served.cutAfter === undefined || served.cutAfter >= all.length) response.end(all);
    else
      response.write(all.subarray(0, served.cutAfter), () => {
        // What arrives together with the end of its connection may be thrown away by the receiver.
        setTimeout(() => response.destroy(), 150);
      });
    return isRange ? 206 : 200;
  }
  const http = createServer((request, response) => {
    const { range, authorization } = request.headers;
    const status = answer(request, response);
    served.asked.push({ range, status, authorization });
    onAnswered?.(served, status);
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const served: FileServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/exports/numbers.csv`,
    asked: [],
    body: Buffer.alloc(0),
    etag: '"1"',
    cutAfter: undefined,
    isAway: false,
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
  return served;
}

describe('a file by URL', () => {
  let server: FileServer;
  let fixture: IngestorFixture;
  afterEach(async () => {
    await fixture.close();
    await server.close();
  });
  const open = async (more: Record<string, unknown> = {}): Promise<IngestorFixture> => {
    const config = { ...quick, name: 'numbers', url: server.url, mapping: 'numbers', ...more };
    return (fixture = await openIngestorFixture({ sources: [sourceSchema.parse(config)], prepare }));
  };
  const stored = (): Promise<number> => fixture.telemetry.count({ measurement: 'conformance' });
  const lastError = () => fixture.ingestor.sources[0]?.lastError;
  const until304 = (): Promise<void> => expect.poll(() => server.asked.at(-1)?.status, { timeout: LONG_MS }).toBe(304);

  it('goes on by range each time that its connection is cut, and has nothing to do while it is unchanged', async () => {
    server = await startFileServer();
    server.body = Buffer.from(HEADER + rowsOf(0, 5_000));
    server.cutAfter = 30_000;
    await open();
    await expect.poll(stored, { timeout: LONG_MS }).toBe(5_000);
    await until304();
    const had = server.asked.filter(({ status }) => status !== 304);
    expect(had[0]).toMatchObject({ range: undefined, status: 200 });
    const begins = had.filter(({ status }) => status === 206).map(({ range }) => Number(/\d+/.exec(range ?? '')?.[0]));
    expect(begins.length).toBeGreaterThan(1);
    // Each further than the one before, but for one that was cut before a byte of it was taken.
    expect(begins).toEqual(begins.toSorted((one, other) => one - other));
    expect(begins[0]).toBeGreaterThan(0);
    expect(lastError()).toBeUndefined();
    const count = server.asked.filter(({ status }) => status !== 304).length;
    await fixture.restart();
    await expect
      .poll(() => server.asked.filter(({ status }) => status === 304).length, { timeout: LONG_MS })
      .toBeGreaterThan(3);
    expect(server.asked.filter(({ status }) => status !== 304)).toHaveLength(count);
  });

  it('goes on after a restart with what was there, and tells meanwhile why it does not get on', async () => {
    server = await startFileServer((served, status) => (served.isAway = status !== 503 || served.isAway));
    server.body = Buffer.from(HEADER + rowsOf(0, 5_000));
    server.cutAfter = 60_000;
    await open();
    await expect.poll(lastError, { timeout: LONG_MS }).toMatch(/answered 503.*3 attempts/);
    await fixture.ingestor.close();
    server.cutAfter = undefined;
    server.isAway = false;
    await fixture.restart();
    await expect.poll(stored, { timeout: LONG_MS }).toBe(5_000);
    const rest = server.asked.find(({ status }) => status === 206);
    expect(rest?.range).toMatch(/^bytes=[1-9]\d+-$/);
    expect(server.asked.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('begins anew when the file becomes another one in the middle', async () => {
    server = await startFileServer((served, status) => {
      if (status !== 200 || served.etag !== '"1"') return;
      served.etag = '"2"';
      served.body = Buffer.from(HEADER + rowsOf(10_000, 13_000));
      served.cutAfter = undefined;
    });
    server.body = Buffer.from(HEADER + rowsOf(0, 5_000));
    server.cutAfter = 30_000;
    await open();
    await expect.poll(stored, { timeout: LONG_MS }).toBe(3_000);
    await until304();
    expect(server.asked.slice(0, 2)).toMatchObject([{ status: 200 }, { status: 200 }]);
    expect(await stored()).toBe(3_000);
  });

  it('gives up, and says so, when a server without versions cuts every time; has it when it no longer does', async () => {
    server = await startFileServer();
    server.etag = undefined;
    server.body = Buffer.from(HEADER + rowsOf(0, 2_000));
    server.cutAfter = 10_000;
    await open();
    await expect.poll(lastError, { timeout: LONG_MS }).toMatch(/broke off after \d+ of \d+ bytes/);
    expect(server.asked.every(({ range }) => range === undefined)).toBe(true);
    server.cutAfter = undefined;
    await expect.poll(stored, { timeout: LONG_MS }).toBe(2_000);
  });

  it('shows its token, and is kept as it is without a mapping: each version once', async () => {
    server = await startFileServer();
    server.body = Buffer.from([0, 1, 2, 255, 254]);
    await open({ mapping: undefined, token: { env: 'T', value: 'secret' }, fileName: 'passports.zip' });
    await until304();
    server.body = Buffer.from('the next version');
    server.etag = '"2"';
    await expect.poll(() => server.asked.filter(({ status }) => status === 200).length, { timeout: LONG_MS }).toBe(2);
    await until304();
    const kept = await fixture.archive.list({ source: 'numbers', kind: 'file' });
    expect(kept.map(({ name }) => name)).toEqual(['passports.zip', 'passports.zip']);
    const bytes = await Promise.all(kept.map(async ({ path }) => buffer(await fixture.archive.open(path))));
    expect(bytes).toContainEqual(Buffer.from([0, 1, 2, 255, 254]));
    expect(server.asked.every(({ authorization }) => authorization === 'Bearer secret')).toBe(true);
  });

  it('tells that its mapping does not fit until it is written anew, and has the file again then', async () => {
    server = await startFileServer();
    server.body = Buffer.from(`time,well,value\n${rowsOf(0, 10)}`);
    await open();
    await expect.poll(lastError, { timeout: LONG_MS }).toMatch(/the mapping reads “n”, but/);
    await until304();
    expect(lastError()).toMatch(/the mapping reads/);
    await saveMapping(fixture.database.pool, 'numbers', mappingOf('value'), 'test');
    await expect.poll(stored, { timeout: LONG_MS }).toBe(10);
    await expect.poll(lastError, { timeout: LONG_MS }).toBeUndefined();
  });
});

describe('a file by URL as a source', () => {
  sourceConformance(async (): Promise<SourceHarness> => {
    /** Exports that nobody had yet: the next one appears when the last one was had. */
    const exports: string[] = [];
    const publish = (served: FileServer): void => {
      const next = exports.shift();
      if (next === undefined) return;
      served.body = Buffer.from(next);
      served.etag = `"${Number(served.etag?.slice(1, -1)) + 1}"`;
    };
    const server = await startFileServer((served, status) => {
      if (status === 304) publish(served);
    });
    let published = 0;
    server.body = Buffer.from(HEADER);
    return {
      config: { ...quick, schedule: { everySeconds: 0.02 }, url: server.url, mapping: 'numbers' },
      prepare,
      async send(from, to) {
        for (let at = from; at < to; at += 10) exports.push(HEADER + rowsOf(at, Math.min(to, at + 10)));
        await new Promise((resolve) => setTimeout(resolve, 20));
      },
      sendPoison() {
        exports.push(`${HEADER}${1_700_000_000_000 + published++},a0,no number\n`);
        return Promise.resolve();
      },
      poison: { place: { row: 2, column: 'n' }, reason: /the value is no number/ },
      waiting: /wait for a store that is away/,
      close: () => server.close(),
    };
  });
});
