import { PROBLEMS, problemSchema } from '@wellhead/contracts';
import { listAudits, listLedger, listQuarantine, migrateUp, openCatalogue } from '@wellhead/stores';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { openFlakyStore } from '../testing/flaky-store.js';
import { type IngestorFixture, openIngestorFixture, TEST_BUCKET } from '../testing/ingestor-fixture.js';

const WRITE = `/api/v2/write?bucket=${TEST_BUCKET}`;

describe('the ingestor', () => {
  const opened: IngestorFixture[] = [];
  const open = async (options: Parameters<typeof openIngestorFixture>[0] = {}): Promise<IngestorFixture> => {
    const fixture = await openIngestorFixture(options);
    opened.push(fixture);
    return fixture;
  };
  afterEach(async () => {
    for (const fixture of opened.splice(0)) await fixture.close();
  });

  it('keeps acknowledging while a store is down, says so, and delivers when it is back', async () => {
    const telemetry = openFlakyStore();
    const fixture = await open({ telemetry });
    telemetry.isDown = true;
    expect((await fixture.post(WRITE, 'm v=1 1')).status).toBe(204);
    const ready = await fetch(`${fixture.ingestor.url}/readyz`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({
      status: 'warn',
      dependencies: [{ status: 'pass' }, { status: 'fail' }, { status: 'pass' }, { name: 'ledger', status: 'pass' }],
    });
    const pending = { account: 'telemetry', total: 1, placed: 1, imbalance: 0 };
    expect((await fixture.ingestor.checkLedger()).balances).toContainEqual(pending);
    telemetry.isDown = false;
    await fixture.ingestor.drained();
    expect(await telemetry.count({})).toBe(1);
  });

  it('answers 503 with Retry-After when the spool is full, loses nothing, and takes writes again afterwards', async () => {
    const telemetry = openFlakyStore();
    const fixture = await open({ telemetry, limits: { spoolBytes: 4_000, segmentBytes: 500 } });
    telemetry.isDown = true;
    let kept = 0;
    let response: Response;
    do {
      response = await fixture.post(WRITE, `m v=1 ${++kept}`);
    } while (response.status === 204 && kept < 1_000);
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    telemetry.isDown = false;
    await fixture.ingestor.drained({ archive: true });
    expect((await fixture.post(WRITE, `m v=1 ${kept}`)).status).toBe(204);
    await fixture.ingestor.drained();
    expect(await telemetry.count({})).toBe(kept);
  });

  it('reads back from the spool what does not fit its memory', async () => {
    const telemetry = openFlakyStore();
    const fixture = await open({ telemetry, limits: { memoryBytes: 5_000 } });
    telemetry.isDown = true;
    for (let i = 0; i < 50; i++)
      await fixture.post(WRITE, Array.from({ length: 20 }, (_, k) => `m v=${k} ${i * 20 + k}`).join('\n'));
    telemetry.isDown = false;
    await fixture.ingestor.drained();
    expect(await telemetry.count({})).toBe(1_000);
  });

  it('quarantines rows that a store refuses later, and neither blocks nor loses the others', async () => {
    const telemetry = openFlakyStore();
    telemetry.refuses = (field) => field === 'bad';
    const fixture = await open({ telemetry });
    await fixture.post(WRITE, 'm good=1,bad=2 7\nm good=3 8', { 'x-wellhead-source': 'mixer' });
    await fixture.ingestor.drained();
    // The refusal is a record of the spool itself.
    await fixture.ingestor.drained();
    expect(await listQuarantine(fixture.database.pool)).toMatchObject([
      { source: 'mixer', refusedBy: 'store memory', reason: 'not here', raw: 'm bad=2 7', spoolSequence: 1 },
    ]);
    const sinks = [{ sink: 'telemetry', accepted: 2, delivered: 2, pending: 0, readings: 3, refused: 1 }];
    expect(await listLedger(fixture.database.pool)).toMatchObject([
      { source: 'mixer', received: 2, imbalance: 0, sinks },
    ]);
    expect(await fixture.ingestor.checkLedger()).toMatchObject({ isBalanced: true });
    await fixture.ingestor.audit();
    expect(await listAudits(fixture.database.pool)).toMatchObject([{ store: 'memory', written: 2 }]);
  });

  it('refuses a body that grows beyond its bound, also behind gzip', async () => {
    const { gzipSync } = await import('node:zlib');
    const fixture = await open({ limits: { bodyBytes: 10_000 } });
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(10_000_000, 'm v=1\n')));
    for (const [body, headers] of [
      ['x'.repeat(10_001), {}],
      [bomb, { 'content-encoding': 'gzip' }],
    ] as const) {
      const response = await fixture.post(WRITE, body, headers);
      expect(response.status).toBe(413);
      expect(problemSchema.parse(await response.json()).title).toBe(PROBLEMS['too-large'].title);
    }
  });

  it('archives sealed segments and removes them from the spool', async () => {
    const fixture = await open({ limits: { segmentBytes: 200 } });
    for (let i = 0; i < 10; i++) await fixture.post(WRITE, `m v=1 ${i}`, { 'x-wellhead-source': 'archived' });
    await fixture.ingestor.drained({ archive: true });
    const archived = await fixture.archive.list({ kind: 'segment' });
    expect(archived.length).toBeGreaterThan(2);
    expect(archived[0]?.index?.sources).toHaveProperty('archived');
    const spool = path.join(fixture.dir, 'data/spool', fixture.ingestor.name);
    expect((await readdir(spool)).filter((name) => name.endsWith('.wal')).length).toBeLessThan(10);
  });

  it('adopts the spool of an instance that is gone, and drains it', async () => {
    const telemetry = openFlakyStore();
    const fixture = await open({ telemetry });
    telemetry.isDown = true;
    await fixture.post(WRITE, 'left v=1 1', { 'x-wellhead-source': 'left' });
    const { name } = fixture.ingestor;
    const root = path.join(fixture.dir, 'data/spool');
    const aside = path.join(fixture.dir, 'aside');
    await fixture.ingestor.close();
    // Another instance has taken a folder of its own; then the old one turns up, as on a shared volume.
    await rename(root, aside);
    await mkdir(root, { recursive: true });
    await fixture.restart().catch(() => undefined);
    await fixture.ingestor.close();
    await rename(path.join(aside, name), path.join(root, `z-${name}`));
    telemetry.isDown = false;
    await fixture.restart();
    await expect.poll(() => telemetry.count({ measurement: 'left' }), { timeout: 30_000 }).toBe(1);
    await expect.poll(() => readdir(root), { timeout: 30_000 }).toHaveLength(1);
    await rm(aside, { recursive: true, force: true });
  });
});

describe('books that do not balance', () => {
  it('are an error in the log, a gauge above zero and a failed readiness, until they balance again', async () => {
    const errors: string[] = [];
    const log = pino({ level: 'error' }, { write: (line: string) => errors.push(line) });
    const fixture = await openIngestorFixture({ log });
    const { pool } = fixture.database;
    await fixture.post(WRITE, 'm v=1 1\nm v=2 2');
    await fixture.ingestor.drained();
    const get = (path: string) => fetch(`${fixture.ingestor.url}${path}`);
    await pool.query('update ops.sink_ledger set delivered = delivered - 1');
    expect(await fixture.ingestor.checkLedger()).toMatchObject({ isBalanced: false });
    expect(errors.join()).toContain('ledger does not balance');
    const ready = await get('/readyz');
    expect([ready.status, await ready.text()]).toEqual([
      503,
      expect.stringContaining('telemetry: 1 of 2 rows are accounted for') as string,
    ]);
    expect(await (await get('/metrics')).text()).toMatch(
      /wellhead_ingestor_ledger_imbalance_rows\{ingestor="\w+",account="telemetry"\} 1/,
    );
    await pool.query('update ops.sink_ledger set delivered = delivered + 1');
    await fixture.ingestor.checkLedger();
    expect((await get('/readyz')).status).toBe(200);
    await fixture.close();
  });
});

describe('writing records', () => {
  it('stores good rows by their key, quarantines bad ones, and tells the outcome of each', async () => {
    const fixture = await openIngestorFixture();
    const { pool } = fixture.database;
    await migrateUp(pool, []);
    await pool.query(
      `create table ods.sample (id text primary key, ph numeric, taken date, received_at timestamptz, source text, batch_id text)`,
    );
    const schema = {
      type: 'object',
      required: ['id', 'ph'],
      additionalProperties: false,
      properties: {
        id: { type: 'string' },
        ph: { type: 'number', minimum: 0, maximum: 14 },
        taken: { type: 'string', format: 'date' },
      },
    };
    const manifest = {
      name: 'lab',
      title: 'Lab',
      describes: 'x',
      recordTypes: [{ type: 'sample', table: 'ods.sample', key: ['id'], schema }],
    };
    await pool.query('insert into ops.packs (name, manifest) values ($1, $2)', ['lab', JSON.stringify(manifest)]);
    expect(await openCatalogue(pool).recordType('sample')).toBeDefined();

    const rows = [{ id: 'a', ph: 7 }, { id: 'b', ph: 15 }, { id: 'c' }, { id: 'a', ph: 6.5, taken: '2026-01-02' }];
    const response = await fixture.post('/api/v1/records/sample', JSON.stringify(rows), { 'x-wellhead-source': 'lab' });
    expect(response.status).toBe(400);
    const answer: unknown = await response.json();
    expect(answer).toMatchObject({
      received: 4,
      accepted: 2,
      refused: 2,
      rows: [
        { index: 0, outcome: 'accepted' },
        { index: 1, outcome: 'refused', field: 'ph', found: '15' },
        { index: 2, outcome: 'refused', field: 'ph' },
        { index: 3, outcome: 'accepted' },
      ],
    });
    await fixture.ingestor.drained();
    const stored = await pool.query('select id, ph::float8, taken::text, source from ods.sample');
    expect(stored.rows).toEqual([{ id: 'a', ph: 6.5, taken: '2026-01-02', source: 'lab' }]);
    expect((await listQuarantine(pool)).map(({ refusedBy, place }) => [refusedBy, place])).toEqual([
      ['record-schema', { index: 2, recordType: 'sample' }],
      ['record-schema', { index: 1, recordType: 'sample' }],
    ]);
    expect(await listLedger(pool)).toMatchObject([{ source: 'lab', received: 4, accepted: 2, quarantined: 2 }]);
    const good = await fixture.post('/api/v1/records/sample', JSON.stringify({ rows: [{ id: 'd', ph: 1 }] }));
    expect([good.status, await good.json()]).toMatchObject([200, { accepted: 1, refused: 0 }]);
    expect((await fixture.post('/api/v1/records/unknown', '[]')).status).toBe(404);
    expect((await fixture.post('/api/v1/records/sample', '{')).status).toBe(400);
    await fixture.close();
  });
});
