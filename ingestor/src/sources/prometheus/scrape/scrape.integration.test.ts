import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listQuarantine } from '@wellhead/stores';
import { afterEach, describe, expect, it } from 'vitest';
import { openIngestorFixture } from '../../../../testing/ingestor-fixture.js';
import { readSignals } from '../../../../testing/read-signals.js';
import { type SourceHarness, sourceConformance } from '../../conformance/source-conformance.js';
import { sourceSchema } from '../../source-kinds.js';

/** Serves what `answer` gives until it is closed. */
async function serve(answer: RequestListener): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('scraping', () => {
  const closers: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  it('keeps what targets show, says which is down and why, and quarantines a bad line', async () => {
    let accept: string | undefined;
    const { url, close } = await serve((request, response) => {
      accept = request.headers.accept;
      if (request.url === '/broken') return response.writeHead(500).end();
      // Never answers: it is cut off by the timeout.
      if (request.url === '/silent') return undefined;
      response.setHeader('content-type', 'application/openmetrics-text; version=1.0.0; charset=utf-8');
      return response.end('orders_open 7 1700000000.5\nbad line here\n# EOF\n');
    });
    closers.push(close);
    const source = sourceSchema.parse({
      name: 'watched',
      kind: 'prometheus-scrape',
      job: 'orders',
      everySeconds: 0.3,
      timeoutSeconds: 0.1,
      targets: ['good', 'broken', 'silent'].map((name) => ({ url: `${url}/${name}`, labels: { asset: name } })),
      prefixes: ['orders'],
    });
    const fixture = await openIngestorFixture({ sources: [source] });
    closers.push(() => fixture.close());
    const up = async () => {
      const found = await readSignals(fixture.telemetry, 'up');
      return Object.fromEntries(Object.entries(found).map(([signal, values]) => [signal, values.at(-1)]));
    };
    await expect.poll(up, { timeout: 30_000 }).toEqual({ 'good value': 1, 'broken value': 0, 'silent value': 0 });
    expect(await readSignals(fixture.telemetry, 'orders')).toEqual({ 'good open': [7] });
    expect(fixture.ingestor.sources[0]?.lastError).toMatch(
      /broken: it answered 500.*|silent: it did not answer in time/,
    );
    expect(accept).toMatch(/^application\/openmetrics-text/);
    const quarantine = async () => (await listQuarantine(fixture.database.pool, { source: 'watched' }))[0];
    await expect.poll(quarantine, { timeout: 30_000 }).toMatchObject({
      raw: 'bad line here',
      place: { line: 2, target: `${url}/good` },
    });
  });
});

/** A page of metrics is a state: it shows everything that it has, with its times, each time that it is asked. */
describe('scraping as a source', () => {
  sourceConformance(async (): Promise<SourceHarness> => {
    const lines: string[] = [];
    const target = await serve((_request, response) => {
      response.setHeader('content-type', 'text/plain; version=0.0.4');
      response.end(`${lines.join('\n')}\n`);
    });
    return {
      config: {
        kind: 'prometheus-scrape',
        job: 'conformance',
        everySeconds: 0.05,
        timeoutSeconds: 0.05,
        targets: [{ url: `${target.url}/metrics` }],
      },
      comesAgain: true,
      send(from, to) {
        for (let n = from; n < to; n++) lines.push(`conformance{n="${n % 3}"} ${n} ${1_700_000_000_000 + n}`);
        // A page is there as soon as it is written; what matters is that it is asked for.
        return new Promise((resolve) => setTimeout(resolve, 60));
      },
      sendPoison() {
        lines.push('conformance{n="0" 5');
        return Promise.resolve();
      },
      poison: { place: { target: `${target.url}/metrics` }, reason: /the labels do not end in }/ },
      close: target.close,
    };
  });
});
