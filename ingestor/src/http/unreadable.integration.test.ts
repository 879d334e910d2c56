import net from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openIngestorFixture, type IngestorFixture } from '../../testing/ingestor-fixture.js';

/** Everything that comes back for these bytes until the connection ends. */
const exchange = (port: number, bytes: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = '';
    const socket = net.connect({ host: '127.0.0.1', port }, () => socket.write(bytes));
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => (text += chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(text));
  });

describe('bytes that are no HTTP request', () => {
  let fixture: IngestorFixture;
  beforeAll(async () => {
    fixture = await openIngestorFixture();
  });
  afterAll(() => fixture.close());

  it.each([
    ['no method of HTTP', 'HELLO ? HTTP/9\r\n\r\n', 400, 'The bytes are no HTTP request'],
    ['no Host in HTTP/1.1', 'GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n', 400, 'Header Host: missing'],
    [
      'an address that is no UTF-8',
      'POST /api/v1/records/%ff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      400,
      'cannot be read',
    ],
    ['headers without end', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`, 413, 'larger than 16 KB'],
  ])('%s: answered by a problem, and the connection is ended', async (_what, bytes, status, detail) => {
    const answer = await exchange(fixture.ingestor.port, bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).toContain('application/problem+json');
    expect(JSON.parse(answer.slice(answer.indexOf('{')))).toMatchObject({
      status,
      detail: expect.stringContaining(detail),
    });
    expect((await fetch(`${fixture.ingestor.url}/healthz`)).status).toBe(200);
  });
});
