import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { type IngestorFixture, openIngestorFixture } from '../../../testing/ingestor-fixture.js';
import { readSignals } from '../../../testing/read-signals.js';
import { type SourceHarness, sourceConformance } from '../conformance/source-conformance.js';
import { sourceSchema } from '../source-kinds.js';

type Answer = (url: URL, request: IncomingMessage, response: ServerResponse) => void;

/** A company's API on this machine. */
async function startApi(answer: Answer): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((request, response) =>
    answer(new URL(request.url ?? '/', 'http://api'), request, response),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/readings`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const json = (response: ServerResponse, body: unknown, status = 200, headers: Record<string, string> = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
};

/** Items of a page. */
const PAGE = 3;
const quick = { kind: 'pull', name: 'api', schedule: { everySeconds: 0.05 }, requestsPerMinute: 100_000 };
const reading = (asset: string, v: number, time: string) => ({ asset, v, time });
const measured = { format: 'json', measurement: 'pulled', members: { asset: 'asset' } };

describe('pulling an API', () => {
  const closers: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });
  const open = async (answer: Answer, config: Record<string, unknown>, env: Record<string, unknown> = {}) => {
    const api = await startApi(answer);
    closers.push(() => api.close());
    const source = sourceSchema.parse({ ...quick, url: api.url, payload: measured, ...config, ...env });
    const fixture: IngestorFixture = await openIngestorFixture({ sources: [source] });
    closers.push(() => fixture.close());
    return { fixture, source, pulled: () => readSignals(fixture.telemetry, 'pulled') };
  };

  it.each<[string, Record<string, unknown>, (page: number, api: URL) => [unknown, Record<string, string>?]]>([
    [
      'a link in the answer',
      { items: 'data.rows', next: { by: 'link', at: 'links.next' } },
      (page) => [
        {
          data: { rows: [reading('a', page, `2026-01-01T00:00:0${page}Z`)] },
          links: page < 3 ? { next: `/readings?p=${page + 1}` } : {},
        },
      ],
    ],
    [
      'the Link header',
      { next: { by: 'link' } },
      (page) => [
        [reading('a', page, `2026-01-01T00:00:0${page}Z`)],
        page < 3 ? { link: `</readings?p=1>; rel="first", </readings?p=${page + 1}>; rel="next"` } : undefined,
      ],
    ],
    [
      'a cursor',
      { items: 'rows', next: { by: 'cursor', at: 'meta.cursor', parameter: 'p' } },
      (page) => [
        { rows: [reading('a', page, `2026-01-01T00:00:0${page}Z`)], meta: { cursor: page < 3 ? page + 1 : null } },
      ],
    ],
    [
      'its number',
      { next: { by: 'page', parameter: 'p' } },
      (page) => [page <= 3 ? [reading('a', page, `2026-01-01T00:00:0${page}Z`)] : []],
    ],
  ])('goes from page to page by %s', async (_name, config, answer) => {
    const { pulled } = await open((url, _request, response) => {
      const [body, headers] = answer(Number(url.searchParams.get('p') ?? 1), url);
      json(response, body, 200, headers);
    }, config);
    await expect.poll(pulled, { timeout: 20_000 }).toEqual({ 'a v': [1, 2, 3] });
  });

  it('shows its token, waits as long as it is told, and comes again when the server is broken', async () => {
    const askedMs: number[] = [];
    const { pulled } = await open(
      (_url, request, response) => {
        askedMs.push(performance.now());
        if (request.headers.authorization !== 'Bearer secret') return json(response, {}, 401);
        if (askedMs.length === 1) return json(response, {}, 429, { 'retry-after': '1' });
        if (askedMs.length === 2) return json(response, {}, 500);
        json(response, [reading('a', 5, '2026-01-01T00:00:00Z')]);
      },
      { token: { env: 'T', value: 'secret' } },
    );
    await expect.poll(pulled, { timeout: 20_000 }).toEqual({ 'a v': [5] });
    expect((askedMs[1] ?? 0) - (askedMs[0] ?? 0)).toBeGreaterThanOrEqual(950);
  });

  it('says what is wrong and goes on at its next time: a refusal, no JSON, no list', async () => {
    const answers: ((response: ServerResponse) => void)[] = [
      (response) => json(response, { message: 'who are you?' }, 403),
      (response) => response.end('<html>maintenance</html>'),
      (response) => json(response, { data: 7 }),
    ];
    let asked = 0;
    let wanted = 0;
    const { fixture, pulled } = await open(
      (_url, _request, response) => {
        asked += 1;
        const answer = answers[wanted];
        if (answer) answer(response);
        else json(response, { data: [reading('a', 1, '2026-01-01T00:00:00Z')] });
      },
      { items: 'data' },
    );
    for (const expected of [/answered 403: .*who are you/, /not JSON/, /no list at “data”: found number/]) {
      await expect.poll(() => fixture.ingestor.sources[0]?.lastError, { timeout: 20_000 }).toMatch(expected);
      wanted += 1;
    }
    await expect.poll(pulled, { timeout: 20_000 }).toEqual({ 'a v': [1] });
    await expect.poll(() => fixture.ingestor.sources[0]?.lastError, { timeout: 20_000 }).toBeUndefined();
    expect(asked).toBeGreaterThan(3);
  });

  it('asks for what has changed, looks back for late corrections, and lets them overwrite', async () => {
    const rows = [
      { ...reading('a', 1, '2026-01-01T00:00:00Z'), changed: '2026-01-01T00:00:00Z' },
      { ...reading('a', 2, '2026-01-01T01:00:00Z'), changed: '2026-01-01T10:00:00Z' },
    ];
    const since: string[] = [];
    const { fixture, source, pulled } = await open(
      (url, _request, response) => {
        const from = url.searchParams.get('since') ?? '';
        since.push(from);
        json(
          response,
          rows.filter(({ changed }) => changed >= from),
        );
      },
      {
        columns: { asset: 'asset', v: 'v', time: 'time' },
        watermark: { at: 'changed', parameter: 'since', first: '2025-01-01T00:00:00Z', lookBackSeconds: 7_200 },
      },
    );
    await expect.poll(pulled, { timeout: 20_000 }).toEqual({ 'a v': [1, 2] });
    await expect.poll(() => since.at(-1)).toBe('2026-01-01T08:00:00.000Z');
    expect(since[0]).toBe('2025-01-01T00:00:00Z');
    // A correction whose time of change lies an hour behind what was seen.
    rows.push({ ...reading('a', 20, '2026-01-01T01:00:00Z'), changed: '2026-01-01T09:00:00Z' });
    rows.splice(1, 1);
    await expect.poll(pulled, { timeout: 20_000 }).toEqual({ 'a v': [1, 20] });
    await fixture.ingestor.drained();
    since.length = 0;
    await fixture.restart({ sources: [source] });
    await expect.poll(() => since[0], { timeout: 20_000 }).toBe('2026-01-01T08:00:00.000Z');
  });

  it('begins a round anew when the server has forgotten its cursor', async () => {
    let isForgetful = false;
    let page2 = 0;
    const { fixture, source, pulled } = await open(
      (url, _request, response) => {
        const cursor = url.searchParams.get('cursor');
        if (cursor === 'old' && isForgetful) return json(response, { message: 'cursor expired' }, 410);
        if (cursor === 'old') {
          page2 += 1;
          return json(response, {}, 403);
        }
        if (cursor === 'new') return json(response, { rows: [reading('a', 2, '2026-01-01T00:00:02Z')] });
        json(response, { rows: [reading('a', 1, '2026-01-01T00:00:01Z')], cursor: isForgetful ? 'new' : 'old' });
      },
      { items: 'rows', next: { by: 'cursor', at: 'cursor' } },
    );
    await expect.poll(() => page2, { timeout: 20_000 }).toBeGreaterThan(0);
    await fixture.ingestor.drained();
    isForgetful = true;
    await fixture.restart({ sources: [source] });
    await expect.poll(pulled, { timeout: 20_000 }).toEqual({ 'a v': [1, 2] });
  });

  sourceConformance(async (): Promise<SourceHarness> => {
    const rows: object[] = [];
    const api = await startApi((url, _request, response) => {
      const after = Number(url.searchParams.get('cursor') ?? url.searchParams.get('after'));
      const page = rows.slice(after, after + PAGE);
      json(response, { rows: page, next: after + PAGE < rows.length ? after + PAGE : null });
    });
    const item = (n: number) => ({ asset: `a${n % 3}`, v: n, time: 1_700_000_000_000 + n });
    return {
      config: {
        ...quick,
        url: api.url,
        items: 'rows',
        next: { by: 'cursor', at: 'next' },
        watermark: { at: 'seq', parameter: 'after', form: 'number', first: 0 },
        columns: { asset: 'asset', v: 'v', time: 'time' },
        payload: { ...measured, measurement: 'conformance' },
      },
      send(from, to) {
        for (let n = from; n < to; n++) rows.push({ seq: rows.length + 1, ...item(n) });
        // An API has what it has at once; a sender who never rests would leave the puller no time.
        return pause(20);
      },
      sendPoison() {
        rows.push({ seq: rows.length + 1, asset: 'a0', v: { no: 'value' } });
        return Promise.resolve();
      },
      poison: { place: { url: expect.stringContaining('/readings') as unknown }, reason: /“v” is no value/ },
      close: () => api.close(),
    };
  });
});
