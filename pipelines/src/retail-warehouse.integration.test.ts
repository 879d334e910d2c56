import { fileURLToPath } from 'node:url';
import { type Pack, QUANTILES } from '@wellhead/contracts';
import {
  installPack,
  loadPack,
  migrateDown,
  migrateUp,
  openMemoryStore,
  runQuery,
  saveForecasts,
  saveRecords,
} from '@wellhead/stores';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../stores/testing/database.js';
import { orderLine } from '../testing/test-shop.js';
import { twoDayForecast } from '../testing/two-day-forecast.js';
import { splitStatements } from './split-statements.js';

const NOW = Date.parse('2026-03-05T09:00:00Z');

/** Runs a file of the pack for a range of days. */
async function load(pool: pg.Pool, pack: Pack, file: string, days: readonly [string, string]): Promise<void> {
  for (const { text, uses } of splitStatements(pack.sql[file] ?? '')) {
    await pool.query(
      text,
      uses.map((at) => days[at - 1]),
    );
  }
}

const quantiles = (value: number): Record<string, number[]> =>
  Object.fromEntries(
    QUANTILES.map((quantile) => [String(quantile), [value * (0.5 + quantile), value * (0.5 + quantile)]]),
  );

describe('the warehouse of the retail pack', () => {
  let pack: Pack;
  let database: TestDatabase;
  const days = ['2026-03-01', '2026-03-04'] as const;

  const fill = async (): Promise<void> => {
    const type = pack.manifest.recordTypes[0];
    if (type === undefined) throw new Error('the pack has no record type');
    const client = await database.pool.connect();
    await client.query('begin');
    await saveRecords(
      client,
      type,
      [
        orderLine(1, '2026-03-01', { sales: 100.25 }),
        orderLine(2, '2026-03-01', { sales: 50, region: 'East', category: 'Technology', order_id: 'CA-1' }),
        orderLine(3, '2026-03-03', { sales: 200.5 }),
      ],
      { receivedAtMs: NOW, source: 'test', batchId: '1' },
    );
    await client.query('commit');
    client.release();
    await load(database.pool, pack, 'load-orders.sql', days);
    await load(database.pool, pack, 'sales-daily.sql', days);
  };

  beforeAll(async () => {
    pack = await loadPack(fileURLToPath(new URL('../../packs/retail-sales', import.meta.url)));
    database = await openTestDatabase({ packs: [pack] });
    await installPack(database.pool, pack);
    await fill();
  });
  afterAll(() => database?.close());

  it('has every part on every day, 0 where nothing was ordered, and parts that add up to the cent', async () => {
    const { rows } = await database.pool.query(
      `select to_char(day, 'YYYY-MM-DD') as day, count(*)::int as parts,
              sum(amount) filter (where scope = 'total')::text as total,
              sum(amount) filter (where scope = 'category-region')::text as parts_total
       from mart.sales_daily group by day order by day`,
    );
    expect(rows).toEqual([
      { day: '2026-03-01', parts: 20, total: '150.2500', parts_total: '150.2500' },
      { day: '2026-03-02', parts: 20, total: '0.0000', parts_total: '0.0000' },
      { day: '2026-03-03', parts: 20, total: '200.5000', parts_total: '200.5000' },
      { day: '2026-03-04', parts: 20, total: '0.0000', parts_total: '0.0000' },
    ]);
  });

  it('counts an order once, whatever the categories of its lines', async () => {
    const { rows } = await database.pool.query(
      `select orders from mart.sales_daily where day = '2026-03-01' and asset = 'superstore'`,
    );
    expect(rows).toEqual([{ orders: 1 }]);
  });

  it('takes a late correction of a line into its day when the day runs again', async () => {
    const type = pack.manifest.recordTypes[0];
    if (type === undefined) throw new Error('the pack has no record type');
    const client = await database.pool.connect();
    await client.query('begin');
    await saveRecords(client, type, [orderLine(3, '2026-03-03', { sales: 180 })], {
      receivedAtMs: NOW + 1,
      source: 'test',
      batchId: '2',
    });
    await client.query('commit');
    client.release();
    await load(database.pool, pack, 'load-orders.sql', ['2026-03-03', '2026-03-03']);
    await load(database.pool, pack, 'sales-daily.sql', ['2026-03-03', '2026-03-03']);
    const { rows } = await database.pool.query(
      `select amount::float8 as amount from mart.sales_daily where day = '2026-03-03' and scope = 'total'`,
    );
    expect(rows).toEqual([{ amount: 180 }]);
  });

  it('shows each vintage of a forecast beside what came, and how good it was', async () => {
    await saveForecasts(
      database.pool,
      [
        twoDayForecast('2026-03-02', 150, { quantiles: quantiles(150) }),
        twoDayForecast('2026-03-04', 200, { quantiles: quantiles(200) }),
      ],
      { champion: true },
    );
    const { rows } = await database.pool.query(
      `select to_char(day, 'YYYY-MM-DD') as day, days_ahead, mean, median, lower_80, upper_80, actual
       from mart.sales_forecast where asset = 'superstore' order by issued_at, day`,
    );
    expect(rows).toEqual([
      { day: '2026-03-03', days_ahead: 1, mean: 150, median: 150, lower_80: 90, upper_80: 210, actual: 180 },
      { day: '2026-03-04', days_ahead: 2, mean: 150, median: 150, lower_80: 90, upper_80: 210, actual: 0 },
      { day: '2026-03-05', days_ahead: 1, mean: 200, median: 200, lower_80: 120, upper_80: 280, actual: null },
      { day: '2026-03-06', days_ahead: 2, mean: 200, median: 200, lower_80: 120, upper_80: 280, actual: null },
    ]);
    const outlook = await database.pool.query(
      `select distinct mean, calibrated from mart.sales_outlook where asset = 'superstore'`,
    );
    expect(outlook.rows).toEqual([{ mean: 200, calibrated: true }]);
    const score = await database.pool.query(
      `select days_ahead, forecasts, mean_absolute_error, inside_80 from mart.sales_forecast_accuracy order by days_ahead`,
    );
    expect(score.rows).toEqual([
      { days_ahead: 1, forecasts: 1, mean_absolute_error: 30, inside_80: 1 },
      { days_ahead: 2, forecasts: 1, mean_absolute_error: 150, inside_80: 0 },
    ]);
  });

  it('answers the main question of a chart, one part from day to day, from its index alone', async () => {
    await database.pool.query('vacuum analyze mart.sales_daily');
    const client = await database.pool.connect();
    try {
      await client.query('begin');
      await client.query('set local enable_seqscan = off');
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(
        `explain select day, amount from mart.sales_daily where scope = 'total' and part = 'All' and day >= '2026-03-01'`,
      );
      expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toMatch(/Index Only Scan using sales_daily_by_part/);
      await client.query('rollback');
    } finally {
      client.release();
    }
  });

  it('publishes marts that a data source query can read', async () => {
    const stores = { telemetry: openMemoryStore(), pool: database.pool, readOnlyPool: database.pool };
    for (const { table } of pack.manifest.marts) {
      const frames = await runQuery(
        stores,
        {
          queryType: 'mart',
          table,
          columns: [],
          filters: [],
          groupBy: [],
          aggregates: [],
          orderBy: [],
          limit: 10,
          as: 'table',
        },
        { fromMs: 0, toMs: NOW, nowMs: NOW, intervalMs: 60_000, maxDataPoints: 100, fromAlert: false },
      );
      expect(frames[0]?.fields.length, table).toBeGreaterThan(0);
    }
  });

  it('goes down and up again with its tables filled', async () => {
    await migrateDown(database.pool, pack.migrations.length);
    const gone = await database.pool.query(`select to_regclass('mart.sales_daily') as name`);
    expect(gone.rows).toEqual([{ name: null }]);
    await migrateUp(database.pool, [pack]);
    await fill();
    const { rows } = await database.pool.query('select count(*)::int as rows from mart.sales_daily');
    expect(rows).toEqual([{ rows: 80 }]);
  });
});
