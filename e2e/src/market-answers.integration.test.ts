import { type Forecast, QUANTILES, type QueryInput, utcDay } from '@wellhead/contracts';
import { TOP_TRADERS, TURNOVER_TODAY } from '@wellhead/packs/market-data/questions';
import { ALERT_KINDS } from '@wellhead/provisioning';
import { saveForecasts } from '@wellhead/stores';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { figuresOfReport } from '../../pipelines/testing/report-figures.js';
import { MARKET_NOW, type Market, noon, openMarket } from '../testing/market.js';

describe('what market-data answers', () => {
  let market: Market;
  beforeAll(async () => {
    market = await openMarket();
  });
  afterAll(() => market?.close());
  beforeEach(() => (market.time.nowMs = MARKET_NOW));
  beforeAll(async () => {
    expect((await market.run('market-late', '2026-02-05', '2026-03-09')).error).toBeUndefined();
  });

  it('has the trades of today from the API, page by page, up to now', async () => {
    const today = await market.run('market-today', '2026-03-10');
    expect(today.error).toBeUndefined();
    const made = market.exchange.tradesOf('2026-03-10').filter(({ tradedAtMs }) => tradedAtMs <= market.time.nowMs);
    expect(today.figures['clean']).toMatchObject({ rowsIn: made.length, rowsOut: made.length, rowsRejected: 0 });
    const [{ n } = { n: 0 }] = await market.rows<{ n: number }>(
      `select count(*)::int as n from ods.trades where traded_at >= '2026-03-10'`,
    );
    expect(n).toBe(made.length);
  });

  it('answers the two questions of its users alike on the dashboard and in SQL', async () => {
    market.time.nowMs = Date.now();
    const today = utcDay(market.time.nowMs);
    expect((await market.run('market-today', today)).error).toBeUndefined();
    const [figure] = await market.ask(TURNOVER_TODAY, market.time.nowMs);
    const [sql] = await market.rows<{ turnover: string }>('select sum(turnover) as turnover from mart.turnover_today');
    expect(Number(figure?.fields[0]?.values[0])).toBeCloseTo(Number(sql?.turnover), 4);
    const made = market.exchange.tradesOf(today).filter(({ tradedAtMs }) => tradedAtMs <= market.time.nowMs);
    expect(Number(sql?.turnover)).toBeCloseTo(
      made.reduce((sum, { price, quantity }) => sum + price * quantity, 0),
      2,
    );
    const [table] = await market.ask(TOP_TRADERS, noon('2026-03-11'), noon('2026-02-01'));
    const top = await market.rows<{ trader: string; turnover: string; trades: string }>(
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
    const figures = await figuresOfReport(market.stores, market.pack, {
      report: 'market-week',
      day: '2026-03-10',
      nowMs: market.time.nowMs,
    });
    expect(figures).toHaveLength(4);
    for (const { title, inSheet, inSql } of figures) {
      expect(inSql, title).toBeGreaterThan(0);
      expect(inSheet, title).toBeCloseTo(Number(inSql), 4);
    }
  });

  it('warns of a file that did not come, from ten o’clock on', async () => {
    const rule = ALERT_KINDS.find(({ uid }) => uid === 'wellhead-no-data');
    const overdue = async (at: string): Promise<number> => {
      const frames = await market.ask(rule?.query as QueryInput, Date.parse(at));
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
    const [newest] = await market.telemetry.latest({
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
    await saveForecasts(market.pool, [band('exchange', 0, turnover / 2), band('ticker-aur', 0, turnover * 2)], {
      champion: true,
    });
    const rule = ALERT_KINDS.find(({ uid }) => uid === 'wellhead-outside-band');
    const margins = (await market.ask(rule?.query as QueryInput, noon('2026-03-10'))).flatMap(({ fields }) => fields);
    const of = (asset: string) => margins.find(({ labels }) => labels?.['asset'] === asset);
    expect(Number(of('exchange')?.values[0])).toBeGreaterThan(0);
    expect(of('exchange')?.labels).toMatchObject({ side: 'above', model: 'theta@1' });
    expect(Number(of('ticker-aur')?.values[0])).toBeLessThan(0);
  });
});
