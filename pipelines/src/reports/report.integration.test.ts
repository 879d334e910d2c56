import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { FORECAST_QUEUE, type Pack, querySchema, REPORT_QUEUE, REPORT_RECIPIENTS_SETTING } from '@wellhead/contracts';
import {
  installPack,
  type Jobs,
  listReports,
  loadPack,
  openFolderArchive,
  openJobs,
  openMemoryStore,
  openRuns,
  runQuery,
  saveForecasts,
  writeSetting,
} from '@wellhead/stores';
import { pino } from 'pino';
import { parseSheetData, readSheet } from 'read-excel-file/node';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../stores/testing/database.js';
import { startTestIngestor, type TestIngestor } from '../../testing/test-ingestor.js';
import { orderLine, startTestShop, type TestShop } from '../../testing/test-shop.js';
import { figuresOfReport } from '../../testing/report-figures.js';
import { twoDayForecast } from '../../testing/two-day-forecast.js';
import { type Pipelines, startPipelines } from '../start-pipelines.js';

const NOW = Date.parse('2026-03-10T09:00:00Z');
const silent = pino({ level: 'silent' });
const dataDir = mkdtempSync(path.join(tmpdir(), 'wellhead-reports-'));

describe('the report of the retail week', () => {
  const telemetry = openMemoryStore();
  const mails: string[] = [];
  const told: string[] = [];
  let nowMs = NOW;
  let pack: Pack;
  let database: TestDatabase;
  let jobs: Jobs;
  let ingestor: TestIngestor;
  let shop: TestShop;
  let mailServer: SMTPServer;
  let webhook: Server;
  let pipelines: Pipelines;

  beforeAll(async () => {
    pack = await loadPack(fileURLToPath(new URL('../../../packs/retail-sales', import.meta.url)));
    database = await openTestDatabase({ packs: [pack] });
    await installPack(database.pool, pack);
    jobs = await openJobs(database.url, silent);
    ingestor = await startTestIngestor(database.pool, telemetry, pack.manifest.recordTypes);
    shop = await startTestShop();
    shop.set('2026-03-02', [
      orderLine(1, '2026-03-02', { sales: 100.25, product_name: '=1+1 Стол' }),
      orderLine(2, '2026-03-02', { sales: 50, region: 'East', category: 'Technology' }),
    ]);
    shop.set('2026-03-08', [orderLine(3, '2026-03-08', { sales: 200.5, quantity: 5 })]);
    shop.set('2026-03-09', [orderLine(4, '2026-03-09', { sales: 999 })]);
    mailServer = new SMTPServer({
      disabledCommands: ['STARTTLS', 'AUTH'],
      onData(stream, _session, done) {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          mails.push(Buffer.concat(chunks).toString('utf8'));
          done();
        });
      },
    });
    mailServer.listen(0, '127.0.0.1');
    await once(mailServer.server, 'listening');
    webhook = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        told.push(Buffer.concat(chunks).toString('utf8'));
        response.writeHead(204).end();
      });
    }).listen(0, '127.0.0.1');
    await once(webhook, 'listening');
    pipelines = await startPipelines({
      stores: { pool: database.pool, readOnlyPool: database.pool, telemetry, archive: openFolderArchive(dataDir) },
      workDir: path.join(dataDir, 'work-data'),
      jobs,
      packs: [pack],
      ingestUrl: ingestor.url,
      token: 'secret',
      log: silent,
      // Each report is made later than the one before.
      clock: () => (nowMs += 1),
      variables: { demo_api: shop.url },
      delivery: {
        smtpUrl: `smtp://127.0.0.1:${(mailServer.server.address() as AddressInfo).port}`,
        mailFrom: 'wellhead@example.org',
        webhookUrl: `http://127.0.0.1:${(webhook.address() as AddressInfo).port}/reports`,
      },
    });
    await jobs.work(FORECAST_QUEUE, async () => ({}));
    const fed = await pipelines.runFlow('retail-daily', { fromDay: '2026-03-02', toDay: '2026-03-09', reason: 'test' });
    expect(fed.error).toBeUndefined();
    const believed = twoDayForecast('2026-03-08', 100, { calibrated: false, origins: 12 });
    await saveForecasts(database.pool, [believed, twoDayForecast('2026-03-09', 900)], { champion: true });
    await writeSetting(database.pool, REPORT_RECIPIENTS_SETTING, { 'retail-week': ['boss@example.org'] });
  });

  afterAll(async () => {
    await pipelines?.close();
    await jobs?.close();
    await shop?.close();
    await ingestor?.close();
    rmSync(dataDir, { recursive: true });
    mailServer?.close();
    webhook?.close();
    await database?.close();
  });

  it('is made by its flow for the week that has ended, kept, mailed and told', async () => {
    const run = await pipelines.runFlow('retail-week', { fromDay: '2026-03-09', toDay: '2026-03-09', reason: 'test' });
    expect(run.error).toBeUndefined();
    const [made] = await listReports(database.pool);
    expect(made).toMatchObject({
      report: 'retail-week',
      title: 'Sales of the week, 2026-03-02 … 2026-03-08',
      fromDay: '2026-03-02',
      toDay: '2026-03-08',
      deliveredTo: ['boss@example.org', expect.stringMatching(/^webhook 127\.0\.0\.1:/)],
    });
    expect(made?.files.map(({ name }) => name)).toEqual([
      'retail-week-2026-03-08.pdf',
      'retail-week-2026-03-08.xlsx',
      'retail-week-2026-03-08-1-the-week.csv',
      'retail-week-2026-03-08-2-sales-by-day-and-category.csv',
      'retail-week-2026-03-08-3-eight-weeks-of-sales-and-the-forecast-of-the-next-seven-days.csv',
      'retail-week-2026-03-08-4-sales-by-category-and-region.csv',
      'retail-week-2026-03-08-5-ten-products-that-sold-most.csv',
    ]);
    expect(mails).toHaveLength(1);
    expect(mails[0]).toMatch(/retail-week-2026-03-08\.pdf/);
    expect(mails[0]).toMatch(/retail-week-2026-03-08\.xlsx/);
    expect(told).toHaveLength(1);
    expect(JSON.parse(told[0] ?? '')).toMatchObject({ report: 'retail-week', toDay: '2026-03-08' });
  });

  const fileOf = (ending: string): Buffer => {
    const file = [...ingestor.documents.values()].find(({ name, kind }) => kind === 'report' && name.endsWith(ending));
    if (file === undefined) throw new Error(`no file ${ending}`);
    return file.bytes;
  };

  it('has in its CSV the numbers of its queries, as numbers, Cyrillic intact and no formula', () => {
    const figures = fileOf('1-the-week.csv').toString('utf8');
    expect(figures).toBe(
      '\uFEFFFigure,Value,Period before,Unit\r\nSales,350.75,,currencyUSD\r\nProfit,125.73,,currencyUSD\r\nOrders,3,0,\r\nPieces,9,,\r\n',
    );
    expect(fileOf('products-that-sold-most.csv').toString('utf8')).toBe(
      "\uFEFFProduct,Pieces,Sales,Profit\r\nBookcase,7,250.5,83.82\r\n'=1+1 Стол,2,100.25,41.91\r\n",
    );
  });

  it('shows the forecast that was believed when the week ended, not a later one', () => {
    const rows = fileOf('seven-days.csv').toString('utf8').trim().split('\r\n').slice(1);
    const ahead = rows.filter((row) => row.startsWith('2026-03-09') || row.startsWith('2026-03-10'));
    expect(ahead).toHaveLength(2);
    for (const row of ahead) expect(row).toContain(',100,');
  });

  it('marks an interval that is uncalibrated in the CSV and the XLSX', async () => {
    const marked = '80 % interval, uncalibrated';
    expect(fileOf('seven-days.csv').toString('utf8').split('\r\n')[0]).toContain(`"${marked}, low","${marked}, high"`);
    expect((await readSheet(fileOf('.xlsx'), 3))[0]).toContain(`${marked}, low`);
    expect(JSON.stringify(await readSheet(fileOf('.xlsx'), 6))).toContain('only 12 back-tested origins');
  });

  it('has the same numbers in XLSX, and every query that they come from, which answers them again', async () => {
    const sheet = await readSheet(fileOf('.xlsx'), 1);
    expect(sheet.slice(0, 2)).toEqual([
      ['Figure', 'Value', 'Period before', 'Unit'],
      ['Sales', 350.75, null, 'currencyUSD'],
    ]);
    const queries = parseSheetData(await readSheet(fileOf('.xlsx'), 6), {
      of: { column: 'Section', type: String },
      from: { column: 'From', type: String },
      to: { column: 'To', type: String },
      query: { column: 'Query', type: String },
    });
    const first = queries.objects?.[0];
    const context = {
      fromMs: Date.parse(String(first?.from).replace(' UTC', 'Z')),
      toMs: Date.parse(String(first?.to).replace(' UTC', 'Z')),
      nowMs: NOW,
      intervalMs: 1_000,
      maxDataPoints: 500,
      fromAlert: false,
    };
    const stores = { pool: database.pool, readOnlyPool: database.pool, telemetry };
    const [frame] = await runQuery(stores, querySchema.parse(JSON.parse(String(first?.query))), context);
    expect(frame?.fields[0]?.values[0]).toBe(350.75);
  });

  it('has the figures that SQL says', async () => {
    const stores = { pool: database.pool, readOnlyPool: database.pool, telemetry };
    const figures = await figuresOfReport(stores, pack, { report: 'retail-week', day: '2026-03-09', nowMs: NOW });
    expect(figures.map(({ title, inSheet }) => [title, inSheet])).toEqual([
      ['Sales', 350.75],
      ['Profit', 125.73],
      ['Orders', 3],
      ['Pieces', 9],
    ]);
    for (const { inSheet, inSql } of figures) expect(inSheet).toBe(inSql);
  });

  it('is a PDF of more than one page with its title', () => {
    const pdf = fileOf('.pdf').toString('latin1');
    expect(pdf.slice(0, 5)).toBe('%PDF-');
    expect(pdf.match(/\/Type \/Page\b/g)?.length).toBeGreaterThan(1);
    expect(pdf.length).toBeGreaterThan(20_000);
  });

  it('is made on demand for a day in the past, with a run that says so', async () => {
    const outcome = await jobs.sendAndWait(
      REPORT_QUEUE,
      { report: 'retail-week', day: '2026-03-03' },
      { timeoutMs: 60_000, expireSeconds: 60 },
    );
    expect(outcome.kind).toBe('completed');
    const [made] = await listReports(database.pool, { report: 'retail-week', limit: 1 });
    expect(made).toMatchObject({ fromDay: '2026-02-23', toDay: '2026-03-01', reason: 'demand' });
    const [run] = await openRuns(database.pool).list({ kind: 'report' });
    expect(run).toMatchObject({ name: 'retail-week', state: 'succeeded', detail: { report: made?.id } });
  });

  it('says which report there is when another is asked for', async () => {
    const outcome = await jobs.sendAndWait(
      REPORT_QUEUE,
      { report: 'retail-year' },
      { timeoutMs: 60_000, expireSeconds: 60 },
    );
    expect(outcome).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('there is no report retail-year: there are retail-week'),
    });
  });
});
