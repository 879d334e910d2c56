import { migrateDown, migrateUp, openMemoryStore } from '@wellhead/stores';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  delivery,
  type DeliveryWarehouse,
  FIRST,
  iso,
  openDeliveryWarehouse,
  order,
} from '../testing/delivery-warehouse.js';
import { figuresOfReport } from '../testing/report-figures.js';

describe('the warehouse of the delivery pack', () => {
  let warehouse: DeliveryWarehouse;
  beforeAll(async () => {
    warehouse = await openDeliveryWarehouse();
  });
  afterAll(() => warehouse?.database.close());

  it('has a fact a row and the hourly views, under the same names in mart and dds', async () => {
    for (const schema of ['mart', 'dds']) {
      expect(
        await warehouse.rows(`select to_char(hour at time zone 'UTC', 'HH24') as hour, orders, unique_sources, unique_targets
                    from ${schema}.hourly_orders_mv order by hour`),
      ).toEqual([
        { hour: '08', orders: 2, unique_sources: 2, unique_targets: 1 },
        { hour: '09', orders: 1, unique_sources: 1, unique_targets: 1 },
        { hour: '13', orders: 1, unique_sources: 1, unique_targets: 1 },
      ]);
      expect(
        await warehouse.rows(`select to_char(hour at time zone 'UTC', 'HH24') as hour, performer_id::int as courier, deliveries, cost_total::float8,
                      cost_mean::float8, completed, execution_mean_s from ${schema}.hourly_deliveries_mv order by hour, performer_id`),
      ).toEqual([
        { hour: '08', courier: 1, deliveries: 1, cost_total: 8, cost_mean: 8, completed: 1, execution_mean_s: 3300 },
        { hour: '08', courier: 2, deliveries: 1, cost_total: 8, cost_mean: 8, completed: 1, execution_mean_s: 1800 },
        { hour: '09', courier: 2, deliveries: 1, cost_total: 8, cost_mean: 8, completed: 0, execution_mean_s: null },
      ]);
      expect(
        await warehouse.rows(`select event_type, events from ${schema}.hourly_events_mv order by event_type`),
      ).toEqual([
        { event_type: 'registered', events: 2 },
        { event_type: 'released', events: 1 },
      ]);
    }
    expect(await warehouse.rows('select pipeline_id::int as id from dds.fact_events order by event_id')).toEqual([
      { id: 1 },
      { id: 2 },
      { id: null },
    ]);
  });

  it('tells the status from the last time that is set, the deviation from the limit of the type, and who was late', async () => {
    expect(
      await warehouse.rows(`select order_id::int as id, status, duration_s, target_s, deviation_s, in_time, margin::float8
                  from mart.delivery_journeys order by order_id`),
    ).toEqual([
      { id: 1, status: 'released', duration_s: 2400, target_s: 3600, deviation_s: -1200, in_time: 1, margin: 4 },
      { id: 2, status: 'released', duration_s: 3900, target_s: 3600, deviation_s: 300, in_time: 0, margin: 4 },
      { id: 3, status: 'assigned', duration_s: null, target_s: 3600, deviation_s: null, in_time: null, margin: null },
      { id: 4, status: 'registered', duration_s: null, target_s: 3600, deviation_s: null, in_time: null, margin: null },
    ]);
    expect(
      await warehouse.rows(
        'select registered, released, in_time, conversion, share_in_time, roi from mart.daily_order_types',
      ),
    ).toEqual([{ registered: 4, released: 2, in_time: 1, conversion: 0.5, share_in_time: 0.5, roi: 0.5 }]);
    expect(await warehouse.rows('select orders, senders, receivers from mart.daily_activity')).toEqual([
      { orders: 4, senders: 2, receivers: 1 },
    ]);
  });

  it('has in its daily report the figures that SQL says', async () => {
    const stores = {
      pool: warehouse.database.pool,
      readOnlyPool: warehouse.database.pool,
      telemetry: openMemoryStore(),
    };
    const asked = { report: 'delivery-day', day: '2026-03-01', nowMs: FIRST + 86_400_000 };
    const figures = await figuresOfReport(stores, warehouse.database.pack, asked);
    expect(figures.map(({ title, inSheet }) => [title, inSheet])).toEqual([
      ['Orders', 4],
      ['Released', 2],
      ['Released in time', 0.5],
      ['Senders', 2],
      ['Cost', 16],
      ['Margin', 8],
    ]);
    for (const { inSheet, inSql } of figures) expect(inSheet).toBe(inSql);
  });

  it('sends readings of the hours that changed, quiet hours as 0, and takes each hour once', async () => {
    await warehouse.database.step('take-hours.sql');
    const readings = await warehouse.database.step('publish-hours.sql');
    const of = (measurement: string, field: string) =>
      readings
        .filter((row) => row.measurement === measurement && row.field === field)
        .map(({ asset, time, value }) => [asset, (time as Date).toISOString().slice(5, 13), value])
        .sort((a, b) => String(a[1]).localeCompare(String(b[1])));
    expect(of('orders', 'count')).toEqual([
      ['delivery', '03-01T08', 2],
      ['delivery', '03-01T09', 1],
      ['delivery', '03-01T10', 0],
      ['delivery', '03-01T11', 0],
      ['delivery', '03-01T12', 0],
      ['delivery', '03-01T13', 1],
    ]);
    expect(of('delivery', 'share_in_time').slice(0, 2)).toEqual([
      ['delivery', '03-01T08', 1],
      ['delivery', '03-01T09', 0.5],
    ]);
    expect(of('delivery', 'duration')[1]).toEqual(['delivery-express', '03-01T09', 3150]);
    expect(of('delivery', 'conversion')).toEqual([['delivery', '03-01T00', 0.5]]);
    await warehouse.database.step('forget-hours.sql');
    await warehouse.database.step('take-hours.sql');
    expect(await warehouse.database.step('publish-hours.sql')).toEqual([]);
  });

  it('changes nothing when the same rows come again and the flows run again', async () => {
    const all = () =>
      warehouse.rows(`select 'o' as of, to_jsonb(f) as row from dds.fact_orders f union all select 'd', to_jsonb(f) from dds.fact_deliveries f
            union all select 'e', to_jsonb(f) from dds.fact_events f
            union all select 'r', to_jsonb(f) from mart.monthly_routes_mv f union all select 'c', to_jsonb(f) from mart.monthly_couriers_mv f
            union all select 'h', to_jsonb(f) - 'made_at' from mart.hourly_deliveries_mv f order by 1, 2`);
    const before = await all();
    expect(before.length).toBeGreaterThan(10);
    await warehouse.fill();
    await warehouse.makeViews();
    await warehouse.makeViews();
    await warehouse.database.step('mark-days.sql');
    await warehouse.makeViews();
    expect(await all()).toEqual(before);
  });

  it('takes late corrections: an order of another hour, a release, a removed event', async () => {
    await warehouse.database.save('delivery_orders', [order(2, 80)]);
    await warehouse.database.save('deliveries', [delivery(3, 70, 25)]);
    await warehouse.database.pool.query(`delete from ods.events where event_id = 'c'`);
    await warehouse.makeViews();
    expect(await warehouse.rows('select orders from mart.hourly_orders_mv order by hour')).toEqual([
      { orders: 1 },
      { orders: 2 },
      { orders: 1 },
    ]);
    expect(await warehouse.rows('select sum(completed)::int as n from mart.hourly_deliveries_mv')).toEqual([{ n: 3 }]);
    expect(await warehouse.rows('select sum(events)::int as n from mart.hourly_events_mv')).toEqual([{ n: 2 }]);
    await warehouse.fill();
    await warehouse.makeViews();
  });

  it('sees rows whose transaction was open while facts were made', async () => {
    const client = await warehouse.database.pool.connect();
    const late = `insert into ods.orders (id, source_address_id, target_address_id, registered_at, received_at, source, batch_id)
                  values (50, 1, 2, '${iso(1)}', now(), 'test', 'x')`;
    await client.query('begin');
    await client.query(late);
    await warehouse.database.save('delivery_orders', [order(1, 0)]);
    await warehouse.makeViews();
    await client.query('commit');
    client.release();
    await warehouse.makeViews();
    expect(await warehouse.rows('select count(*)::int as n from dds.fact_orders where order_id = 50')).toEqual([
      { n: 1 },
    ]);
    await warehouse.database.pool.query('delete from ods.orders where id = 50');
    await warehouse.makeViews();
  });

  it.each([
    [
      'courier efficiency',
      `select performer_id, avg(released_at - assigned_at) from dds.fact_deliveries where assigned_at >= '2026-03-01' group by 1`,
    ],
    [
      'courier efficiency of all time',
      `select performer_id, sum(execution_s) / sum(completed) from mart.monthly_couriers_mv group by 1`,
    ],
    [
      'the ten most popular routes',
      `select source_address_id, target_address_id, count(*) from dds.fact_orders where registered_at >= '2026-03-01' group by 1, 2 order by 3 desc limit 10`,
    ],
    [
      'the ten most popular routes of all time',
      `select source_address_id, target_address_id, sum(orders) from mart.monthly_routes_mv group by 1, 2 order by 3 desc limit 10`,
    ],
    [
      'hourly statistics of deliveries',
      `select hour, performer_id, deliveries, completed from dds.hourly_deliveries_mv where hour >= '2026-03-01'`,
    ],
    [
      'hourly statistics of orders',
      `select hour, orders, unique_sources from mart.hourly_orders_mv where hour >= '2026-03-01'`,
    ],
    [
      'hourly statistics of events',
      `select hour, event_type, events from mart.hourly_events_mv where hour >= '2026-03-01'`,
    ],
  ])('answers %s from an index alone', async (_, question) => {
    await warehouse.database.pool.query('vacuum (analyze) dds.fact_orders, dds.fact_deliveries, dds.fact_events');
    await warehouse.database.pool.query(
      'vacuum (analyze) mart.hourly_orders_mv, mart.hourly_deliveries_mv, mart.hourly_events_mv, mart.monthly_routes_mv, mart.monthly_couriers_mv',
    );
    const client = await warehouse.database.pool.connect();
    try {
      await client.query('begin');
      // A handful of rows would be read whole; that an index is enough is what counts.
      await client.query('set local enable_seqscan = off');
      const { rows: plan } = await client.query<{ 'QUERY PLAN': string }>(`explain ${question}`);
      const text = plan.map((row) => row['QUERY PLAN']).join('\n');
      expect(text).toMatch(/Index Only Scan/);
      expect(text).not.toMatch(/(?<!Only )Scan (using|on) (fact|hourly|monthly)/);
      await client.query('rollback');
    } finally {
      client.release();
    }
  });

  it('goes down and up again with its tables filled', async () => {
    await migrateDown(warehouse.database.pool, warehouse.database.pack.migrations.length);
    expect(await warehouse.rows(`select to_regclass('dds.fact_orders') as name`)).toEqual([{ name: null }]);
    await migrateUp(warehouse.database.pool, [warehouse.database.pack]);
    await warehouse.fill();
    await warehouse.makeViews();
    expect(await warehouse.rows('select count(*)::int as n from dds.fact_deliveries')).toEqual([{ n: 3 }]);
  });
});
