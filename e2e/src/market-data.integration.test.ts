import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  FORECAST_QUEUE,
  type Forecast,
  type Frame,
  type Pack,
  QUANTILES,
  type QueryInput,
  querySchema,
  utcDay,
} from '@wellhead/contracts';
import { openExchange, serveExchange } from '@wellhead/packs/market-data/demo';
import { TOP_TRADERS, TURNOVER_TODAY } from '@wellhead/packs/market-data/questions';
import { ALERT_KINDS } from '@wellhead/provisioning';
import { type Pipelines, startPipelines } from '@wellhead/pipelines';
import {
  type Jobs,
  installPack,
  loadPack,
  migrateDown,
  migrateUp,
  openFolderArchive,
  openJobs,
  openMemoryStore,
  openRuns,
  runQuery,
  saveForecasts,
} from '@wellhead/stores';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { figuresOfReport } from '../../pipelines/testing/report-figures.js';
import { startTestIngestor, type TestIngestor } from '../../pipelines/testing/test-ingestor.js';
import { openTestDatabase, type TestDatabase } from '../../stores/testing/database.js';

const silent = pino({ level: 'silent' });
/** Late, corrected, missing and surge are days that the simulator names; these are around the first of each after the new year. */
const LATE = '2026-02-01';
const CORRECTED = '2026-01-11';
const MISSING = '2026-03-01';
const noon = (day: string): number => Date.parse(`${day}T12:00:00Z`);

describe('the flows of market-data', () => {
  const exchange = openExchange({ seed: 6, tradesADay: 1_600 });
  const dataDir = mkdtempSync(path.join(tmpdir(), 'wellhead-market-'));
  const archive = openFolderArchive(path.join(dataDir, 'raw-archive'));
  const workDir = path.join(dataDir, 'work-data');
  const telemetry = openMemoryStore();
  let nowMs = noon('2026-03-10');
  let pack: Pack;
  let database: TestDatabase;
  let jobs: Jobs;
  let ingestor: TestIngestor;
  let server: Awaited<ReturnType<typeof serveExchange>>;
  let pipelines: Pipelines;

  beforeAll(async () => {
    const loaded = await loadPack(fileURLToPath(new URL('../../packs/market-data', import.meta.url)));
    // Flows run when the test says so, not by the clock of the machine.
    const flows = loaded.manifest.flows.map((flow) => ({ ...flow, cron: undefined }));
    pack = { ...loaded, manifest: { ...loaded.manifest, flows } };
    database = await openTestDatabase({ packs: [pack] });
    await installPack(database.pool, pack);
    jobs = await openJobs(database.url, silent);
    // What the forecaster makes of it is not looked at here.
    await jobs.work(FORECAST_QUEUE, async () => ({}));
    ingestor = await startTestIngestor(database.pool, telemetry, pack.manifest.recordTypes);
    server = await serveExchange(exchange, { clock: () => nowMs });
    pipelines = await startPipelines({
      stores: { pool: database.pool, readOnlyPool: database.pool, telemetry, archive },
      workDir,
      jobs,
      packs: [pack],
      ingestUrl: ingestor.url,
      token: 'secret',
      log: silent,
      clock: () => nowMs,
      variables: { exchange: server.url },
      firstPauseMs: 1,
    });
  });
  afterAll(async () => {
    await pipelines?.close();
    await jobs?.close();
    await server?.close();
    await ingestor?.close();
    await database?.close();
    rmSync(dataDir, { recursive: true });
  });
  beforeEach(() => (nowMs = noon('2026-03-10')));

  const run = (flow: string, fromDay: string, toDay = fromDay) =>
    pipelines.runFlow(flow, { fromDay, toDay, reason: 'test' });
  const rows = async <T extends object>(sql: string): Promise<T[]> => (await database.pool.query<T>(sql)).rows;
  const whole = (): Promise<object[]> =>
    rows(`select 'trades' as of, to_jsonb(t) - 'x' as row from ods.trades t
      union all select 'prices', to_jsonb(p) from mart.daily_prices p
      union all select 'traders', to_jsonb(r) from mart.trader_turnover r order by 1, 2`);

  it('brings a file into the raw archive as it is, and its good rows into the warehouse, the others with their reason', async () => {
    const summary = await run('market-file', '2026-03-09');
    expect(summary.error).toBeUndefined();
    const made = exchange.tradesOf('2026-03-09');
    const clean = summary.figures['clean'];
    // Of six rows that are wrong in turn one stands there twice, which is no reason to refuse it.
    const wrong = made.filter((_, at) => at % 250 === 120).length;
    const twice = made.filter((_, at) => at % 250 === 120 && Math.floor(at / 250) % 6 === 5).length;
    expect(clean).toMatchObject({
      rowsIn: made.length + twice,
      rowsOut: made.length - wrong + 2 * twice,
      rowsRejected: wrong - twice,
    });
    expect(clean?.residentPeakBytes).toBeGreaterThan(10_000_000);
    expect(summary.figures['load']).toMatchObject({ rows: made.length - wrong + twice, duplicateRows: twice });
    const refused = await rows<{ reason: string; content: string; line: string | null }>(
      'select reason, content, line from ops.rejected_rows order by number',
    );
    expect(refused.map(({ reason }) => reason)).toEqual(
      expect.arrayContaining([
        expect.stringContaining('Expected Number of Columns'),
        'price is no number above 0',
        'quantity is no number above 0',
      ]),
    );
    expect(refused.find(({ reason }) => reason.startsWith('price'))?.content).toContain('"price":"n/a"');
    const [file] = await archive.list({ source: 'market-data' });
    expect(file).toMatchObject({
      name: 'trades-2026-03-09.csv',
      path: 'raw-data/market-data/2026/03/09/trades-2026-03-09.csv.gz',
    });
    const [{ sum } = { sum: '' }] = await rows<{ sum: string }>('select sum(turnover) from mart.daily_prices');
    const expected = made
      .filter((_, at) => at % 250 !== 120 || Math.floor(at / 250) % 6 === 5)
      .reduce((total, { price, quantity }) => total + price * quantity, 0);
    expect(Number(sum)).toBeCloseTo(expected, 2);
  });

  it('changes nothing when a day is run again, and does not have the same file twice', async () => {
    const before = await whole();
    const again = await run('market-file', '2026-03-09');
    expect(again.figures['fetch file']).toMatchObject({ files: 1, newFiles: 0 });
    expect(await whole()).toEqual(before);
    expect(await archive.list({ source: 'market-data' })).toHaveLength(1);
  });

  it('says that a file is missing, and has it on a later run of the same day', async () => {
    nowMs = noon('2026-02-02');
    const early = await run('market-file', LATE);
    expect(early.state).toBe('failed');
    expect(early.error).toMatch(/there is no file for 2026-02-01: .*answered 404/);
    nowMs = noon('2026-02-03');
    expect((await run('market-file', LATE)).state).toBe('succeeded');
  });

  it('replaces the rows of a day whose file was corrected, and keeps both files', async () => {
    nowMs = noon('2026-01-12');
    await run('market-file', CORRECTED);
    const count = `select count(*)::int as n from ods.trades where traded_at::date = '${CORRECTED}'`;
    const [short] = await rows<{ n: number }>(count);
    nowMs = noon('2026-01-13');
    await run('market-file', CORRECTED);
    const [long] = await rows<{ n: number }>(count);
    expect(long?.n).toBeGreaterThan(short?.n ?? 0);
    expect((await archive.list({ source: 'market-data' })).filter(({ name }) => name.includes(CORRECTED))).toHaveLength(
      2,
    );
  });

  it('fills a range of days in the past, and leaves out the day that has no file', async () => {
    const filled = await run('market-late', '2026-02-27', '2026-03-03');
    expect(filled.error).toBeUndefined();
    expect(filled.figures['fetch file']).toMatchObject({ files: 4, missingFiles: 1 });
    const days = await rows<{ day: string }>(
      `select distinct day::text from mart.daily_prices where day between '2026-02-27' and '2026-03-03' order by 1`,
    );
    expect(days.map(({ day }) => day)).toEqual(['2026-02-27', '2026-02-28', '2026-03-02', '2026-03-03']);
    expect(days.map(({ day }) => day)).not.toContain(MISSING);
  });

  it('keeps the raw file when its transform fails, tells why, and goes on from it once the transform is mended', async () => {
    const good = pack.sql['clean-trades.sql'] ?? '';
    const sql = pack.sql as Record<string, string>;
    sql['clean-trades.sql'] = good.replace('upper(trim(ticker))', 'upper(trim(no_such_column))');
    const failed = await run('market-file', '2026-03-05');
    sql['clean-trades.sql'] = good;
    expect(failed.error).toMatch(/step "clean" failed, tried 3 times: .*no_such_column/s);
    const logs = await openRuns(database.pool).logs(failed.runId);
    expect(logs.filter(({ message }) => message.startsWith('attempt'))).toHaveLength(3);
    expect((await archive.list({ source: 'market-data' })).map(({ name }) => name)).toContain('trades-2026-03-05.csv');
    const mended = await run('market-file', '2026-03-05');
    expect(mended.state).toBe('succeeded');
    expect(mended.figures['fetch file']).toMatchObject({ newFiles: 0 });
    expect(mended.figures['load']?.['rows']).toBeGreaterThan(100);
  });

  it('goes on with the archived file when the server no longer has it', async () => {
    nowMs = noon('2026-03-05');
    const gone = await run('market-file', '2026-03-05');
    expect(gone.state).toBe('succeeded');
    const logs = await openRuns(database.pool).logs(gone.runId);
    expect(logs.map(({ message }) => message)).toEqual(
      expect.arrayContaining([expect.stringMatching(/the raw archive has the file that its server no longer has/)]),
    );
  });

  it('has the trades of today from the API, page by page, up to now', async () => {
    const today = await run('market-today', '2026-03-10');
    expect(today.error).toBeUndefined();
    const made = exchange.tradesOf('2026-03-10').filter(({ tradedAtMs }) => tradedAtMs <= nowMs);
    expect(today.figures['clean']).toMatchObject({ rowsIn: made.length, rowsOut: made.length, rowsRejected: 0 });
    const [{ n } = { n: 0 }] = await rows<{ n: number }>(
      `select count(*)::int as n from ods.trades where traded_at >= '2026-03-10'`,
    );
    expect(n).toBe(made.length);
  });

  const ask = async (input: QueryInput, atMs: number, fromMs = 0): Promise<readonly Frame[]> =>
    runQuery(
      { pool: database.pool, readOnlyPool: database.pool, telemetry },
      // The dashboard's variable `ticker` as it is when all are chosen.
      querySchema.parse(JSON.parse(JSON.stringify(input).replaceAll('$ticker', '%'))),
      { fromMs, toMs: atMs, nowMs: atMs, intervalMs: 60_000, maxDataPoints: 100, fromAlert: true },
    );

  it('answers the two questions of its users alike on the dashboard and in SQL', async () => {
    nowMs = Date.now();
    const today = utcDay(nowMs);
    expect((await run('market-today', today)).error).toBeUndefined();
    const [figure] = await ask(TURNOVER_TODAY, nowMs);
    const [sql] = await rows<{ turnover: string }>('select sum(turnover) as turnover from mart.turnover_today');
    expect(Number(figure?.fields[0]?.values[0])).toBeCloseTo(Number(sql?.turnover), 4);
    const made = exchange.tradesOf(today).filter(({ tradedAtMs }) => tradedAtMs <= nowMs);
    expect(Number(sql?.turnover)).toBeCloseTo(
      made.reduce((sum, { price, quantity }) => sum + price * quantity, 0),
      2,
    );
    const [table] = await ask(TOP_TRADERS, noon('2026-03-11'), noon('2026-02-01'));
    const top = await rows<{ trader: string; turnover: string; trades: string }>(
      `select trader, sum(turnover) as turnover, sum(trades) as trades from mart.trader_turnover
       where day between '2026-02-01' and '2026-03-11' group by trader order by turnover desc limit 5`,
    );
    const column = (name: string): readonly unknown[] =>
      Array.from<unknown>(table?.fields.find((field) => field.name === name)?.values ?? []);
    expect(top).toHaveLength(5);
    expect(column('trader')).toEqual(top.map(({ trader }) => trader));
    expect(column('turnover').map(Number)).toEqual(top.map(({ turnover }) => expect.closeTo(Number(turnover), 4)));
    expect(column('trades').map(Number)).toEqual(top.map(({ trades }) => Number(trades)));
  });

  it('has in its weekly report the figures that SQL says', async () => {
    const stores = { pool: database.pool, readOnlyPool: database.pool, telemetry };
    const figures = await figuresOfReport(stores, pack, { report: 'market-week', day: '2026-03-10', nowMs });
    expect(figures).toHaveLength(4);
    for (const { title, inSheet, inSql } of figures) {
      expect(inSql, title).toBeGreaterThan(0);
      expect(inSheet, title).toBeCloseTo(Number(inSql), 4);
    }
  });

  it('warns of a file that did not come, from ten o’clock on', async () => {
    expect((await run('market-file', '2026-03-09')).error).toBeUndefined();
    const rule = ALERT_KINDS.find(({ uid }) => uid === 'wellhead-no-data');
    const overdue = async (at: string): Promise<number> => {
      const frames = await ask(rule?.query as QueryInput, Date.parse(at));
      const field = frames
        .flatMap(({ fields }) => fields)
        .find(({ labels }) => labels?.['signal'] === 'market.file_rows');
      return Number(field?.values[0]);
    };
    expect(await overdue('2026-03-10T09:00:00Z')).toBeLessThan(0);
    expect(await overdue('2026-03-11T09:30:00Z')).toBeLessThan(0);
    expect(await overdue('2026-03-11T10:30:00Z')).toBeGreaterThan(0);
  });

  it('warns of a turnover outside the band that was forecast for it, and of no other', async () => {
    const [newest] = await telemetry.latest({
      measurement: 'market',
      field: 'turnover',
      tags: { asset: ['exchange'] },
    });
    const turnover = Number(newest?.values.at(-1));
    const band = (asset: string, low: number, high: number): Forecast => ({
      asset,
      measurement: 'market',
      field: 'turnover',
      model: 'theta@1',
      issuedAtMs: noon('2026-03-08'),
      cutoffMs: Date.parse('2026-03-08T00:00:00Z'),
      stepMs: 86_400_000,
      mean: [low],
      quantiles: Object.fromEntries(QUANTILES.map((quantile) => [String(quantile), [low + (high - low) * quantile]])),
      calibrated: true,
      origins: 60,
      runId: 'run',
    });
    await saveForecasts(database.pool, [band('exchange', 0, turnover / 2), band('ticker-aur', 0, turnover * 2)], {
      champion: true,
    });
    const rule = ALERT_KINDS.find(({ uid }) => uid === 'wellhead-outside-band');
    const margins = (await ask(rule?.query as QueryInput, noon('2026-03-10'))).flatMap(({ fields }) => fields);
    const of = (asset: string) => margins.find(({ labels }) => labels?.['asset'] === asset);
    expect(Number(of('exchange')?.values[0])).toBeGreaterThan(0);
    expect(of('exchange')?.labels).toMatchObject({ side: 'above', model: 'theta@1' });
    expect(Number(of('ticker-aur')?.values[0])).toBeLessThan(0);
  });

  it('goes down and up on filled tables, and fills them from the raw archive again', async () => {
    const before = await rows("select * from mart.daily_prices where day = '2026-03-09' order by ticker");
    await migrateDown(database.pool, pack.migrations.length);
    expect(await rows(`select to_regclass('ods.trades') as found`)).toEqual([{ found: null }]);
    await migrateUp(database.pool, [pack]);
    const again = await run('market-file', '2026-03-09');
    expect(again.figures['fetch file']).toMatchObject({ newFiles: 0 });
    expect(await rows('select * from mart.daily_prices order by ticker')).toEqual(before);
  });

  it('leaves nothing but the tables in the work data', () => {
    const files = readdirSync(workDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(new Set(files.map(({ name }) => path.extname(name)))).toEqual(new Set(['.parquet', '.json']));
  });
});
