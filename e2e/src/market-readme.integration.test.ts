import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { FORECAST_QUEUE } from '@wellhead/contracts';
import { serveHttp } from '@wellhead/packs/demo-kit';
import { startPipelines } from '@wellhead/pipelines';
import { installPack, loadPack, openFolderArchive, openJobs, openMemoryStore } from '@wellhead/stores';
import express from 'express';
import { pino } from 'pino';
import { afterEach, expect, it } from 'vitest';
import { startTestIngestor } from '../../pipelines/testing/test-ingestor.js';
import { openTestDatabase } from '../../stores/testing/database.js';

const dir = fileURLToPath(new URL('../../packs/market-data', import.meta.url));
const DAY = '2026-03-02';
const log = pino({ level: 'silent' });

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

it('takes the file that the README of market-data writes, served from a folder', async () => {
  const [, written = ''] = /^(mkdir -p files .*)$/m.exec(readFileSync(path.join(dir, 'README.md'), 'utf8')) ?? [];
  expect(written).toContain(`files/trades-${DAY}.csv`);
  const folder = mkdtempSync(path.join(tmpdir(), 'wellhead-market-readme-'));
  closers.push(() => rmSync(folder, { recursive: true }));
  execFileSync('bash', ['-c', written], { cwd: folder });

  const pack = await loadPack(dir);
  const manifest = { ...pack.manifest, flows: pack.manifest.flows.map((flow) => ({ ...flow, cron: undefined })) };
  const own = { ...pack, manifest };
  const database = await openTestDatabase({ packs: [own] });
  closers.push(() => database.close());
  await installPack(database.pool, own);
  const telemetry = openMemoryStore();
  const ingestor = await startTestIngestor(database.pool, telemetry, manifest.recordTypes);
  closers.push(() => ingestor.close());
  const files = await serveHttp(express().use(express.static(folder)), {});
  closers.push(() => files.close());
  const jobs = await openJobs(database.url, log);
  closers.push(() => jobs.close());
  await jobs.work(FORECAST_QUEUE, async () => ({}));
  const pipelines = await startPipelines({
    stores: {
      pool: database.pool,
      readOnlyPool: database.pool,
      telemetry,
      archive: openFolderArchive(path.join(folder, 'raw-archive')),
    },
    workDir: path.join(folder, 'work-data'),
    jobs,
    packs: [own],
    ingestUrl: ingestor.url,
    token: 'secret',
    log,
    clock: () => Date.parse('2026-03-03T12:00:00Z'),
    variables: { exchange: files.url },
    firstPauseMs: 1,
  });
  closers.push(() => pipelines.close());

  const run = await pipelines.runFlow('market-file', { fromDay: DAY, toDay: DAY, reason: 'test' });
  expect(run.error).toBeUndefined();
  const { rows } = await database.pool.query(
    'select ticker, turnover::float8 as turnover, trades from mart.daily_prices',
  );
  expect(rows).toEqual([{ ticker: 'AUR', turnover: 7_300, trades: 1 }]);
});
