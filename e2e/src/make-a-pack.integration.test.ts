import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Pack, querySchema } from '@wellhead/contracts';
import { type Forecaster, startForecaster } from '@wellhead/forecaster';
import { type Pipelines, startPipelines } from '@wellhead/pipelines';
import {
  installPack,
  type Jobs,
  loadPack,
  migrateDown,
  migrateUp,
  openFolderArchive,
  openJobs,
  openMemoryStore,
  runQuery,
} from '@wellhead/stores';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestIngestor, type TestIngestor } from '../../pipelines/testing/test-ingestor.js';
import { openTestDatabase, type TestDatabase } from '../../stores/testing/database.js';

const page = readFileSync(new URL('../../docs/how-to/make-a-pack.md', import.meta.url), 'utf8');
const silent = pino({ level: 'silent' });
const NOW = Date.parse('2026-03-11T09:00:00Z');
const DAYS = 70;
const DAY_MS = 86_400_000;
const dayAgo = (days: number): string => new Date(NOW - days * DAY_MS).toISOString().slice(0, 10);

/** Every file that the page shows: its name on a line of its own, then its text. */
const files = [...page.matchAll(/^`my-pack\/([^`]+)`\n\n```\w+\n([\s\S]*?)^```$/gm)].map(
  ([, name = '', text = '']) => ({ name, text }),
);

describe('a pack made from nothing by docs/how-to/make-a-pack.md', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'wellhead-my-pack-'));
  const telemetry = openMemoryStore();
  let till: Server;
  let pack: Pack;
  let database: TestDatabase;
  let jobs: Jobs;
  let ingestor: TestIngestor;
  let forecaster: Forecaster;
  let pipelines: Pipelines;

  beforeAll(async () => {
    till = createServer((request, response) => {
      if (request.url !== '/till-2026-03-10.csv') return void response.writeHead(404).end();
      response.end(
        'receipt;time;loaves\n1;2026-03-10T08:00:00Z;2\n2;2026-03-10T08:05:00Z;none\n3;2026-03-10T09:00:00Z;4\n4\n',
      );
    }).listen(0, '127.0.0.1');
    await once(till, 'listening');
    const address = `http://127.0.0.1:${(till.address() as AddressInfo).port}`;
    for (const { name, text } of files) {
      mkdirSync(path.dirname(path.join(dir, 'my-pack', name)), { recursive: true });
      writeFileSync(path.join(dir, 'my-pack', name), text.replace('http://127.0.0.1:8000', address));
    }
    const loaded = await loadPack(path.join(dir, 'my-pack'));
    // Flows run when the test says so, not by the clock of the machine.
    const flows = loaded.manifest.flows.map((flow) => ({ ...flow, cron: undefined }));
    pack = { ...loaded, manifest: { ...loaded.manifest, flows } };
    database = await openTestDatabase({ packs: [pack] });
    await installPack(database.pool, pack);
    jobs = await openJobs(database.url, silent);
    ingestor = await startTestIngestor(database.pool, telemetry, pack.manifest.recordTypes);
    forecaster = await startForecaster({
      stores: { pool: database.pool, telemetry },
      jobs,
      log: silent,
      clock: () => NOW,
    });
    pipelines = await startPipelines({
      stores: {
        pool: database.pool,
        readOnlyPool: database.pool,
        telemetry,
        archive: openFolderArchive(path.join(dir, 'raw-archive')),
      },
      workDir: path.join(dir, 'work-data'),
      jobs,
      packs: [pack],
      ingestUrl: ingestor.url,
      token: 'secret',
      log: silent,
      clock: () => NOW,
    });
  });
  afterAll(async () => {
    await pipelines?.close();
    await forecaster?.close();
    await jobs?.close();
    await ingestor?.close();
    await database?.close();
    till?.close();
    rmSync(dir, { recursive: true });
  });

  it('is whole: every file that it needs is on the page', () => {
    expect(files.map(({ name }) => name)).toEqual([
      'pack.yaml',
      'migrations/0001-bakery.up.sql',
      'migrations/0001-bakery.down.sql',
      'sql/bakery-daily.sql',
      'sql/publish-loaves.sql',
      'sql/clean-till.sql',
    ]);
  });

  it('takes rows, adds them up by its flow and forecasts its signal, twice with the same result', async () => {
    const rows = Array.from({ length: DAYS }, (_, at) => ({
      receipt_id: at + 1,
      sold_on: dayAgo(DAYS - at),
      loaves: 200 + 40 * ((at % 7) - 3) + ((at * 37) % 11),
    }));
    const sent = await fetch(`${ingestor.url}/api/v1/records/sales`, { method: 'POST', body: JSON.stringify(rows) });
    expect(sent.status).toBe(200);
    const run = () => pipelines.runFlow('bakery-daily', { fromDay: dayAgo(DAYS), toDay: dayAgo(1), reason: 'test' });
    const daily = async () =>
      (await database.pool.query('select day::text, loaves from mart.bakery_daily order by day')).rows;
    expect(await run()).toMatchObject({ state: 'succeeded', after: [{ flow: 'bakery-forecast', state: 'succeeded' }] });
    const first = await daily();
    expect(first).toEqual(rows.map(({ sold_on, loaves }) => ({ day: sold_on, loaves })));
    expect((await run()).error).toBeUndefined();
    expect(await daily()).toEqual(first);
    const [frame] = await runQuery(
      { pool: database.pool, readOnlyPool: database.pool, telemetry },
      querySchema.parse({ queryType: 'forecast', assets: ['bakery'], signals: ['bakery.loaves'], quantiles: [0.5] }),
      {
        fromMs: NOW - 2 * DAY_MS,
        toMs: NOW + 9 * DAY_MS,
        nowMs: NOW,
        intervalMs: 60_000,
        maxDataPoints: 100,
        fromAlert: false,
      },
    );
    expect(frame?.fields[0]?.values).toHaveLength(7);
  });

  it('loads the file of its till, and keeps the rows that are wrong with their reason', async () => {
    const loaded = await pipelines.runFlow('bakery-file', {
      fromDay: '2026-03-09',
      toDay: '2026-03-10',
      reason: 'test',
    });
    expect(loaded).toMatchObject({
      state: 'succeeded',
      figures: { fetch: { files: 1, missingFiles: 1 }, clean: { rowsIn: 4, rowsOut: 2, rowsRejected: 2 } },
    });
    expect((await database.pool.query('select receipt_id, loaves from ods.bakery_till order by 1')).rows).toEqual([
      { receipt_id: '1', loaves: 2 },
      { receipt_id: '3', loaves: 4 },
    ]);
    expect(
      (await database.pool.query('select line, reason, content from ops.rejected_rows order by number')).rows,
    ).toEqual([
      { line: '5', reason: expect.stringMatching(/^missing columns/), content: '4' },
      { line: null, reason: 'loaves is no whole number above 0', content: expect.stringContaining('"none"') },
    ]);
  });

  it('goes down and up again', async () => {
    await migrateDown(database.pool, 1);
    expect((await database.pool.query(`select to_regclass('mart.bakery_daily') as found`)).rows).toEqual([
      { found: null },
    ]);
    await migrateUp(database.pool, [pack]);
    expect((await database.pool.query('select count(*)::int as n from mart.bakery_daily')).rows).toEqual([{ n: 0 }]);
  });
});
