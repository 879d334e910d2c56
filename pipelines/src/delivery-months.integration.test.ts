import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DeliveryWarehouse, openDeliveryWarehouse, order } from '../testing/delivery-warehouse.js';

describe('months of the warehouse of delivery', () => {
  let warehouse: DeliveryWarehouse;
  beforeAll(async () => {
    warehouse = await openDeliveryWarehouse();
  });
  afterAll(() => warehouse?.database.close());

  it('makes a month as a whole that is marked as a whole: the same rows, and those that are gone are gone', async () => {
    const all = () =>
      warehouse.rows(`select 'o' as of, to_jsonb(f) as row from dds.fact_orders f union all select 'd', to_jsonb(f) from dds.fact_deliveries f
            union all select 'e', to_jsonb(f) from dds.fact_events f union all select 'm', to_jsonb(f) - 'made_at' from mart.hourly_orders_mv f
            union all select 'r', to_jsonb(f) from mart.monthly_routes_mv f union all select 'c', to_jsonb(f) from mart.monthly_couriers_mv f
            union all select 'h', to_jsonb(f) - 'made_at' from mart.hourly_deliveries_mv f
            union all select 'v', to_jsonb(f) - 'made_at' from mart.hourly_events_mv f order by 1, 2`);
    const before = await all();
    const filenode = `select pg_relation_filenode('dds.fact_orders_2026_03') as node`;
    const [{ node } = {}] = await warehouse.rows(filenode);
    await warehouse.database.step('mark-days.sql', ['2026-02-01', '2026-04-30']);
    await warehouse.makeViews();
    expect(await all()).toEqual(before);
    expect((await warehouse.rows(filenode))[0]?.node).not.toBe(node);
    expect(await warehouse.rows(`select relname from pg_class where relname like 'fact%_new'`)).toEqual([]);
    expect(await warehouse.rows('select * from dds.delivery_made_hours')).toEqual([]);
    expect(
      await warehouse.rows(
        `select count(*)::int as indexes from pg_index where indrelid = 'dds.fact_deliveries_2026_03'::regclass and indisvalid`,
      ),
    ).toEqual([{ indexes: 3 }]);

    // An order that moves into another month, and one that is gone: the month that they leave forgets them.
    await warehouse.database.save('delivery_orders', [order(4, 0, { registered_at: '2026-04-02T10:00:00Z' })]);
    await warehouse.database.pool.query('delete from ods.orders where id = 3');
    await warehouse.database.step('mark-days.sql', ['2026-03-01', '2026-04-30']);
    await warehouse.makeViews();
    expect(
      await warehouse.rows(
        `select to_char(hour at time zone 'UTC', 'MM-DD HH24') as hour, orders from mart.hourly_orders_mv order by hour`,
      ),
    ).toEqual([
      { hour: '03-01 08', orders: 2 },
      { hour: '04-02 10', orders: 1 },
    ]);
    expect(await warehouse.rows('select sum(deliveries)::int as n from mart.hourly_deliveries_mv')).toEqual([{ n: 2 }]);
    expect(
      await warehouse.rows('select sum(orders)::int as n from mart.monthly_routes_mv group by month order by month'),
    ).toEqual([{ n: 2 }, { n: 1 }]);
    await warehouse.fill();
    await warehouse.makeViews();
    expect(await all()).toEqual(before);
  });

  it('puts months in place that a run had built before it was cut off, and builds half-built ones anew', async () => {
    await warehouse.database.step('mark-days.sql', ['2026-03-01', '2026-03-31']);
    await warehouse.database.sqlSteps('delivery-facts', ['whole months']);
    expect(await warehouse.rows(`select count(*)::int as n from pg_class where relname like 'fact%_new'`)).toEqual([
      { n: 3 },
    ]);
    await warehouse.database.step('mark-days.sql', ['2026-03-01', '2026-03-31']);
    await warehouse.database.sqlSteps('delivery-facts', ['whole months']);
    await warehouse.makeViews();
    expect(await warehouse.rows(`select count(*)::int as n from pg_class where relname like 'fact%_new'`)).toEqual([
      { n: 0 },
    ]);
    expect(await warehouse.rows('select sum(orders)::int as n from mart.hourly_orders_mv')).toEqual([{ n: 4 }]);
  });

  it('makes a partition for each month of rows and for the next one, and drops those older than the retention', async () => {
    await warehouse.database.step('drop-old-months.sql');
    const months = async () =>
      (
        await warehouse.rows(
          `select relname from pg_class where relispartition and relkind = 'r' and relname like 'fact_orders%' order by 1`,
        )
      ).map(({ relname }) => relname);
    const ahead = [0, 1].map((more) => {
      const now = new Date();
      const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + more, 1)).toISOString();
      return `fact_orders_${month.slice(0, 7).replace('-', '_')}`;
    });
    expect(await months()).toEqual(expect.arrayContaining(['fact_orders_2026_03', ...ahead]));
    await warehouse.database.save('delivery_orders', [order(9, 0, { registered_at: '2019-05-05T00:00:00Z' })]);
    await warehouse.database.pool.query(
      `insert into ops.settings (name, value) values ('delivery-retention-months', '1200')`,
    );
    await warehouse.makeViews();
    expect(await months()).toContain('fact_orders_2019_05');
    await warehouse.database.pool.query(
      `update ops.settings set value = '24' where name = 'delivery-retention-months'`,
    );
    await warehouse.database.step('drop-old-months.sql');
    expect(await months()).not.toContain('fact_orders_2019_05');
    // A late correction of a month that is gone does not bring it back.
    await warehouse.database.save('delivery_orders', [
      order(9, 0, { registered_at: '2019-05-05T00:00:00Z', price: 1 }),
    ]);
    await warehouse.makeViews();
    expect(await months()).not.toContain('fact_orders_2019_05');
    await warehouse.database.pool.query('delete from ods.orders where id = 9');
  });
});
