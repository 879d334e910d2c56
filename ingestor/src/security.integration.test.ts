import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import https from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Problem, problemSchema } from '@wellhead/contracts';
import { createToken, listLedger, listQuarantine, listTokens, readTls, revokeToken } from '@wellhead/stores';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openFlakyStore } from '../testing/flaky-store.js';
import { type IngestorFixture, openIngestorFixture, TEST_BUCKET } from '../testing/ingestor-fixture.js';

const WRITE = `/api/v2/write?bucket=${TEST_BUCKET}`;
const problemOf = async (response: Response): Promise<Problem> => problemSchema.parse(await response.json());

describe('tokens', () => {
  let nowMs = Date.UTC(2026, 0, 2, 12);
  const telemetry = openFlakyStore();
  let fixture: IngestorFixture;
  beforeAll(async () => {
    fixture = await openIngestorFixture({ telemetry, clock: () => nowMs });
  });
  afterAll(() => fixture.close());
  const token = async (grant: Omit<Parameters<typeof createToken>[1], 'name' | 'scopes'>) =>
    createToken(fixture.database.pool, { name: 'test', scopes: ['write'], ...grant });
  const as = (text: string, source?: string): Record<string, string> => ({
    authorization: `Token ${text}`,
    ...(source === undefined ? {} : { 'x-wellhead-source': source }),
  });

  it('refuses lines of other assets one by one, and refuses the same ones when it reads the spool again', async () => {
    const bound = await token({ assets: ['well-*', 'tank-7'] });
    telemetry.isDown = true;
    const body =
      'esp,asset=well-101 t=1 1\nesp,asset=pump-1 t=2 2\nesp t=3 3\nesp,asset=tank-7 t=4 4\nesp,asset=tank-70 t=5 5';
    const response = await fixture.post(WRITE, body, as(bound.token, 'bound'));
    expect(response.status).toBe(400);
    const reason = 'the token may not write this asset';
    expect((await problemOf(response)).places).toMatchObject([
      { line: 2, reason, found: 'pump-1', expected: 'an asset that fits well-* or tank-7' },
      { line: 3, reason, found: 'no asset' },
      { line: 5, reason, found: 'tank-70' },
    ]);
    await fixture.restart({ limits: { memoryBytes: 0 } });
    telemetry.isDown = false;
    await fixture.ingestor.drained();
    expect(await telemetry.count({ measurement: 'esp' })).toBe(2);
    const refused = await listQuarantine(fixture.database.pool, { source: 'bound' });
    expect(refused.map(({ raw }) => raw).sort()).toEqual([
      'esp t=3 3',
      'esp,asset=pump-1 t=2 2',
      'esp,asset=tank-70 t=5 5',
    ]);
    const hours = (await listLedger(fixture.database.pool)).filter(({ source }) => source === 'bound');
    expect(hours).toMatchObject([{ received: 5, accepted: 2, quarantined: 3, imbalance: 0 }]);
  });

  it('binds JSON points to assets as well', async () => {
    const bound = await token({ assets: ['well-*'] });
    const points = ['well-1', 'pump'].map((asset) => ({ measurement: 'json', tags: { asset }, fields: { v: 1 } }));
    const response = await fixture.post('/api/v1/telemetry', JSON.stringify(points), as(bound.token));
    expect((await problemOf(response)).places).toMatchObject([{ index: 1, found: 'pump' }]);
  });

  it('lets a token write only as the sources it is for, or as itself', async () => {
    const bound = await token({ sources: ['plant-*'] });
    expect((await fixture.post(WRITE, 'm v=1', as(bound.token, 'plant-4'))).status).toBe(204);
    expect((await fixture.post(WRITE, 'm v=1', as(bound.token))).status).toBe(204);
    const other = await fixture.post(WRITE, 'm v=1', as(bound.token, 'laboratory'));
    expect([other.status, (await problemOf(other)).detail]).toEqual([
      403,
      'X-Wellhead-Source: the token may not write as "laboratory".',
    ]);
  });

  it('answers 429 with Retry-After above its rate, and takes the writes again when that is over', async () => {
    const limited = await token({ limits: { linesPerSecond: 10 } });
    const lines = Array.from({ length: 30 }, (_, at) => `rate v=${at} ${at}`).join('\n');
    expect((await fixture.post(WRITE, lines, as(limited.token))).status).toBe(204);
    const refused = await fixture.post(WRITE, lines, as(limited.token));
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '2']);
    expect((await problemOf(refused)).detail).toContain('may send 10 lines a second');
    nowMs += 2_100;
    expect((await fixture.post(WRITE, 'rate v=1 1', as(limited.token))).status).toBe(204);
  });

  it('holds a quota a day across restarts', async () => {
    const limited = await token({ limits: { linesPerDay: 2 } });
    expect((await fixture.post(WRITE, 'day v=1 1\nday v=2 2', as(limited.token))).status).toBe(204);
    nowMs = Date.now();
    await fixture.restart();
    const refused = await fixture.post(WRITE, 'day v=3 3', as(limited.token));
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('answers an unknown, a revoked and an expired token alike', async () => {
    const revoked = await token({});
    await revokeToken(fixture.database.pool, revoked.id);
    const expired = await token({ expiresAtMs: 1 });
    const answers = await Promise.all(
      ['never-made', revoked.token, expired.token].map(async (text) => {
        const response = await fixture.post(WRITE, 'm v=1', as(text));
        return [response.status, response.headers.get('www-authenticate'), await response.text()];
      }),
    );
    expect(answers[0]?.[0]).toBe(401);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  });

  it('shows the last use and what was sent, written now and then and not with every request', async () => {
    const used = await token({});
    for (let at = 0; at < 3; at++) await fixture.post(WRITE, `use v=1 ${at}`, as(used.token));
    const find = async () => (await listTokens(fixture.database.pool)).find(({ id }) => id === used.id);
    expect((await find())?.lastUsedAtMs).toBeNull();
    await fixture.ingestor.reportTokenUse();
    expect((await find())?.lastUsedAtMs).not.toBeNull();
    const { rows } = await fixture.database.pool.query('select lines, bytes from ops.token_use where token = $1', [
      used.id,
    ]);
    expect(rows).toEqual([{ lines: '3', bytes: '27' }]);
  });
});

describe('bodies', () => {
  let fixture: IngestorFixture;
  beforeAll(async () => {
    fixture = await openIngestorFixture();
  });
  afterAll(() => fixture.close());
  const zipped = (bytes: Buffer): Promise<Response> =>
    fixture.post(WRITE, new Uint8Array(bytes), { 'content-encoding': 'gzip' });

  it('that would grow beyond all measure are refused before they have', async () => {
    const response = await zipped(gzipSync(Buffer.alloc(60_000_000)));
    expect([response.status, (await problemOf(response)).detail]).toEqual([
      413,
      expect.stringContaining('more than 200 times its size') as string,
    ]);
  });

  it('are counted while they are decompressed, all together', async () => {
    await fixture.restart({ limits: { arrivingBytes: 8_000_000 } });
    const noise = Buffer.from(Array.from({ length: 100_000 }, (_, at) => `m,n=${at} v=${at * 7_919} ${at}\n`).join(''));
    const bombs = Array.from({ length: 24 }, () => zipped(gzipSync(noise)));
    const statuses = (await Promise.all(bombs)).map(({ status }) => status);
    expect(statuses.every((status) => status === 204 || status === 503)).toBe(true);
    expect((await zipped(gzipSync('m v=1 1'))).status).toBe(204);
  });

  it('that are no gzip, or only a part of one, are told apart from those that are', async () => {
    for (const bytes of [Buffer.from('m v=1 1'), gzipSync('m v=1 1').subarray(0, 20)])
      expect([(await zipped(bytes)).status]).toEqual([400]);
  });

  it('with lines beyond the bounds are refused line by line', async () => {
    const tags = Array.from({ length: 129 }, (_, at) => `t${at}=1`).join(',');
    const fields = Array.from({ length: 1_025 }, (_, at) => `f${at}=1`).join(',');
    const response = await fixture.post(
      WRITE,
      `m,${tags} v=1\nm ${fields}\nlong v="${'x'.repeat(1024 * 1024)}"\nm v=1 1`,
    );
    expect((await problemOf(response)).places).toMatchObject([
      { line: 1, reason: 'the line has more than 128 tags' },
      { line: 2, reason: 'the line has too many fields' },
      { line: 3, reason: 'the line is too long' },
    ]);
  });
});

describe('the door', () => {
  it('tells browsers neither to guess at content nor to frame it', async () => {
    const fixture = await openIngestorFixture();
    for (const answer of [await fetch(`${fixture.ingestor.url}/healthz`), await fixture.post(WRITE, 'm v=1')])
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    await fixture.close();
  });

  it('writes no secret into its log, whatever goes wrong', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
    const telemetry = openFlakyStore();
    const fixture = await openIngestorFixture({ log, telemetry });
    const canary = 'canary-7f3a91';
    const made = await createToken(fixture.database.pool, { name: 'c', scopes: ['write', 'manage'], secret: canary });
    const ways: readonly [string, Record<string, string>][] = [
      [WRITE, { authorization: `Token ${canary}` }],
      [WRITE, { authorization: `Bearer ${canary}` }],
      [WRITE, { authorization: `Basic ${Buffer.from(`user:${canary}`).toString('base64')}` }],
      [`/write?db=${TEST_BUCKET}&u=user&p=${canary}`, { authorization: '' }],
      [`/write?db=other&u=user&p=${canary}`, {}],
      [`/nothing?p=${canary}`, { authorization: `Token ${canary}` }],
      ['/api/v1/records/unknown', { authorization: `Token ${canary}x` }],
    ];
    const answers: string[] = [];
    telemetry.isDown = true;
    for (const [to, headers] of ways)
      for (const body of ['m v=1 1', 'bad', '\u0000'])
        answers.push(await (await fixture.post(to, body, headers)).text());
    await revokeToken(fixture.database.pool, made.id);
    await vi.waitFor(() => expect(lines.join('')).toContain('sink failed'), { timeout: 10_000 });
    telemetry.isDown = false;
    await fixture.ingestor.drained();
    await fixture.close();
    expect(lines.join('')).not.toContain(canary);
    expect(answers.join('')).not.toContain(canary);
  });

  it('serves HTTPS with the files it is given, and says what is wrong with others', async () => {
    const dir = await mkdtemp(path.join(tmpdir(), 'wellhead-tls-'));
    const [cert, key] = [path.join(dir, 'cert.pem'), path.join(dir, 'key.pem')];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const request = [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '2',
    ];
    execFileSync('openssl', [...request, ...subject, '-keyout', key, '-out', cert], { stdio: 'ignore' });
    const tls = await readTls(cert, key);
    const fixture = await openIngestorFixture({ tls });
    const ca = await readFile(cert);
    const status = await new Promise((resolve, reject) => {
      https.get(`${fixture.ingestor.url}/healthz`, { ca }, (answer) => resolve(answer.statusCode)).on('error', reject);
    });
    expect(fixture.ingestor.url).toMatch(/^https:/);
    expect(status).toBe(200);
    await fixture.close();
    await expect(readTls(cert, undefined)).rejects.toThrow('WELLHEAD_TLS_KEY is not set');
    await expect(readTls(cert, cert)).rejects.toThrow('cannot be used');
    await expect(readTls(cert, path.join(dir, 'none'))).rejects.toThrow('WELLHEAD_TLS_KEY cannot be read');
    await rm(dir, { recursive: true, force: true });
  });
});
