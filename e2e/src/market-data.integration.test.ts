import { readdirSync } from 'node:fs';
import path from 'node:path';
import { migrateDown, migrateUp, openRuns } from '@wellhead/stores';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MARKET_NOW, type Market, noon, openMarket } from '../testing/market.js';

/** Late, corrected and missing are days that the simulator names; these are the first of each after the new year. */
const LATE = '2026-02-01';
const CORRECTED = '2026-01-11';
const MISSING = '2026-03-01';

describe('files of the exchange', () => {
  let market: Market;
  beforeAll(async () => {
    market = await openMarket();
  });
  afterAll(() => market?.close());
  beforeEach(() => (market.time.nowMs = MARKET_NOW));
  const whole = (): Promise<object[]> =>
    market.rows(`select 'trades' as of, to_jsonb(t) - 'x' as row from ods.trades t
      union all select 'prices', to_jsonb(p) from mart.daily_prices p
      union all select 'traders', to_jsonb(r) from mart.trader_turnover r order by 1, 2`);

  it('brings a file into the raw archive as it is, and its good rows into the warehouse, the others with their reason', async () => {
    const summary = await market.run('market-file', '2026-03-09');
    expect(summary.error).toBeUndefined();
    const made = market.exchange.tradesOf('2026-03-09');
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
    const refused = await market.rows<{ reason: string; content: string; line: string | null }>(
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
    const [file] = await market.archive.list({ source: 'market-data' });
    expect(file).toMatchObject({
      name: 'trades-2026-03-09.csv',
      path: 'raw-data/market-data/2026/03/09/trades-2026-03-09.csv.gz',
    });
    const [{ sum } = { sum: '' }] = await market.rows<{ sum: string }>('select sum(turnover) from mart.daily_prices');
    const expected = made
      .filter((_, at) => at % 250 !== 120 || Math.floor(at / 250) % 6 === 5)
      .reduce((total, { price, quantity }) => total + price * quantity, 0);
    expect(Number(sum)).toBeCloseTo(expected, 2);
  });

  it('changes nothing when a day is run again, and does not have the same file twice', async () => {
    const before = await whole();
    const again = await market.run('market-file', '2026-03-09');
    expect(again.figures['fetch file']).toMatchObject({ files: 1, newFiles: 0 });
    expect(await whole()).toEqual(before);
    expect(await market.archive.list({ source: 'market-data' })).toHaveLength(1);
  });

  it('says that a file is missing, and has it on a later run of the same day', async () => {
    market.time.nowMs = noon('2026-02-02');
    const early = await market.run('market-file', LATE);
    expect(early.state).toBe('failed');
    expect(early.error).toMatch(/there is no file for 2026-02-01: .*answered 404/);
    market.time.nowMs = noon('2026-02-03');
    expect((await market.run('market-file', LATE)).state).toBe('succeeded');
  });

  it('replaces the rows of a day whose file was corrected, and keeps both files', async () => {
    market.time.nowMs = noon('2026-01-12');
    await market.run('market-file', CORRECTED);
    const count = `select count(*)::int as n from ods.trades where traded_at::date = '${CORRECTED}'`;
    const [short] = await market.rows<{ n: number }>(count);
    market.time.nowMs = noon('2026-01-13');
    await market.run('market-file', CORRECTED);
    const [long] = await market.rows<{ n: number }>(count);
    expect(long?.n).toBeGreaterThan(short?.n ?? 0);
    expect(
      (await market.archive.list({ source: 'market-data' })).filter(({ name }) => name.includes(CORRECTED)),
    ).toHaveLength(2);
  });

  it('fills a range of days in the past, and leaves out the day that has no file', async () => {
    const filled = await market.run('market-late', '2026-02-27', '2026-03-03');
    expect(filled.error).toBeUndefined();
    expect(filled.figures['fetch file']).toMatchObject({ files: 4, missingFiles: 1 });
    const days = await market.rows<{ day: string }>(
      `select distinct day::text from mart.daily_prices where day between '2026-02-27' and '2026-03-03' order by 1`,
    );
    expect(days.map(({ day }) => day)).toEqual(['2026-02-27', '2026-02-28', '2026-03-02', '2026-03-03']);
    expect(days.map(({ day }) => day)).not.toContain(MISSING);
  });

  it('marks the days whose file is missing, came late, or was put right', async () => {
    const marked = await market.rows(
      `select day::text, kind, text from mart.trade_file_marks where day in ('${LATE}', '${CORRECTED}', '${MISSING}', '2026-03-03') order by day`,
    );
    expect(marked).toEqual([
      { day: CORRECTED, kind: 'corrected', text: expect.stringContaining('was put right; version 2 came at') },
      {
        day: LATE,
        kind: 'late',
        text: `The file of ${LATE} came, or was put right, at 2026-02-02 14:00 UTC; it was due at 10:00`,
      },
      { day: MISSING, kind: 'missing', text: `There is no file of ${MISSING}` },
    ]);
  });

  it('keeps the raw file when its transform fails, tells why, and goes on from it once the transform is mended', async () => {
    const good = market.pack.sql['clean-trades.sql'] ?? '';
    const sql = market.pack.sql as Record<string, string>;
    sql['clean-trades.sql'] = good.replace('upper(trim(ticker))', 'upper(trim(no_such_column))');
    const failed = await market.run('market-file', '2026-03-05');
    sql['clean-trades.sql'] = good;
    expect(failed.error).toMatch(/step "clean" failed, tried 3 times: .*no_such_column/s);
    const logs = await openRuns(market.pool).logs(failed.runId);
    expect(logs.filter(({ message }) => message.startsWith('attempt'))).toHaveLength(3);
    expect((await market.archive.list({ source: 'market-data' })).map(({ name }) => name)).toContain(
      'trades-2026-03-05.csv',
    );
    const mended = await market.run('market-file', '2026-03-05');
    expect(mended.state).toBe('succeeded');
    expect(mended.figures['fetch file']).toMatchObject({ newFiles: 0 });
    expect(mended.figures['load']?.['rows']).toBeGreaterThan(100);
  });

  it('goes on with the archived file when the server no longer has it', async () => {
    market.time.nowMs = noon('2026-03-05');
    const gone = await market.run('market-file', '2026-03-05');
    expect(gone.state).toBe('succeeded');
    const logs = await openRuns(market.pool).logs(gone.runId);
    expect(logs.map(({ message }) => message)).toEqual(
      expect.arrayContaining([expect.stringMatching(/the raw archive has the file that its server no longer has/)]),
    );
  });

  it('goes down and up on filled tables, and fills them from the raw archive again', async () => {
    const before = await market.rows("select * from mart.daily_prices where day = '2026-03-09' order by ticker");
    await migrateDown(market.pool, market.pack.migrations.length);
    expect(await market.rows(`select to_regclass('ods.trades') as found`)).toEqual([{ found: null }]);
    await migrateUp(market.pool, [market.pack]);
    const again = await market.run('market-file', '2026-03-09');
    expect(again.figures['fetch file']).toMatchObject({ newFiles: 0 });
    expect(await market.rows('select * from mart.daily_prices order by ticker')).toEqual(before);
  });

  it('leaves nothing but the tables in the work data', () => {
    const files = readdirSync(market.workDir, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    expect(new Set(files.map(({ name }) => path.extname(name)))).toEqual(new Set(['.parquet', '.json']));
  });
});
