import fc from 'fast-check';
import { migrateDown, migrateUp, openMemoryStore } from '@wellhead/stores';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPackDatabase, type PackDatabase } from '../testing/pack-database.js';
import { figuresOfReport } from '../testing/report-figures.js';

const MINUTE = 60_000;
const FIRST = Date.parse('2026-03-01T08:10:00Z');
const iso = (minutes: number): string => new Date(FIRST + minutes * MINUTE).toISOString();

const order = (id: number, atMinutes: number, more: object = {}) => ({
  id,
  source_address_id: 10 + (id % 2),
  target_address_id: 20,
  registered_at: iso(atMinutes),
  order_type: 'express',
  price: 12,
  ...more,
});
/** Taken by a courier 10 minutes after its order, released `minutes` later. */
const delivery = (id: number, atMinutes: number, minutes: number, more: object = {}) => ({
  pipeline_id: id,
  cost: 8,
  performer_id: 1 + (id % 2),
  estimated_at: iso(atMinutes + 5),
  assigned_at: iso(atMinutes + 10),
  released_at: iso(atMinutes + 10 + minutes),
  ...more,
});
const event = (id: string, type: string, atMinutes: number, pipeline: unknown) => ({
  event_id: id,
  event_type: type,
  event_data: { pipeline_id: pipeline },
  event_timestamp: iso(atMinutes),
});

/** Steps of the flow that make facts and views, in their order: a run may be cut off after any of them. */
const WHOLE_FLOW = [
  'changed hours',
  'whole months',
  'months in place',
  'facts',
  'whole views',
  'views in place',
  'hourly views',
];

/** What happens to an order of March, and up to which step the run after it comes. */
const CHANGE = fc.record({
  id: fc.integer({ min: 100, max: 109 }),
  hour: fc.integer({ min: 0, max: 700 }),
  from: fc.option(fc.integer({ min: 1, max: 3 })),
  to: fc.option(fc.integer({ min: 1, max: 3 })),
  courier: fc.option(fc.integer({ min: 1, max: 3 })),
  kind: fc.constantFrom('come', 'come', 'gone', 'whole'),
  steps: fc.integer({ min: 0, max: WHOLE_FLOW.length }),
});

describe('the warehouse of the delivery pack', () => {
  let database: PackDatabase;
  const rows = async (sql: string): Promise<readonly Record<string, unknown>[]> =>
    (await database.pool.query<Record<string, unknown>>(sql)).rows;
  /** What the flow makes of ods: facts and views, whole months or hours. */
  const makeViews = (): Promise<void> => database.sqlSteps('delivery-facts', WHOLE_FLOW);
  const fill = async (): Promise<void> => {
    await database.save('delivery_orders', [order(1, 0), order(2, 20), order(3, 70), order(4, 300)]);
    await database.save('deliveries', [
      delivery(1, 0, 30),
      delivery(2, 20, 55),
      delivery(3, 70, 20, { released_at: null }),
    ]);
    await database.save('delivery_events', [
      event('a', 'registered', 0, 1),
      event('b', 'registered', 20, 2),
      event('c', 'released', 40, 'no number'),
    ]);
  };

  beforeAll(async () => {
    database = await openPackDatabase('delivery');
    await fill();
    await makeViews();
  });
  afterAll(() => database?.close());

  it('has a fact a row and the hourly views, under the same names in mart and dds', async () => {
    for (const schema of ['mart', 'dds']) {
      expect(
        await rows(`select to_char(hour at time zone 'UTC', 'HH24') as hour, orders, unique_sources, unique_targets
                    from ${schema}.hourly_orders_mv order by hour`),
      ).toEqual([
        { hour: '08', orders: 2, unique_sources: 2, unique_targets: 1 },
        { hour: '09', orders: 1, unique_sources: 1, unique_targets: 1 },
        { hour: '13', orders: 1, unique_sources: 1, unique_targets: 1 },
      ]);
      expect(
        await rows(`select to_char(hour at time zone 'UTC', 'HH24') as hour, performer_id::int as courier, deliveries, cost_total::float8,
                      cost_mean::float8, completed, execution_mean_s from ${schema}.hourly_deliveries_mv order by hour, performer_id`),
      ).toEqual([
        { hour: '08', courier: 1, deliveries: 1, cost_total: 8, cost_mean: 8, completed: 1, execution_mean_s: 3300 },
        { hour: '08', courier: 2, deliveries: 1, cost_total: 8, cost_mean: 8, completed: 1, execution_mean_s: 1800 },
        { hour: '09', courier: 2, deliveries: 1, cost_total: 8, cost_mean: 8, completed: 0, execution_mean_s: null },
      ]);
      expect(await rows(`select event_type, events from ${schema}.hourly_events_mv order by event_type`)).toEqual([
        { event_type: 'registered', events: 2 },
        { event_type: 'released', events: 1 },
      ]);
    }
    expect(await rows('select pipeline_id::int as id from dds.fact_events order by event_id')).toEqual([
      { id: 1 },
      { id: 2 },
      { id: null },
    ]);
  });

  it('tells the status from the last time that is set, the deviation from the limit of the type, and who was late', async () => {
    expect(
      await rows(`select order_id::int as id, status, duration_s, target_s, deviation_s, in_time, margin::float8
                  from mart.delivery_journeys order by order_id`),
    ).toEqual([
      { id: 1, status: 'released', duration_s: 2400, target_s: 3600, deviation_s: -1200, in_time: 1, margin: 4 },
      { id: 2, status: 'released', duration_s: 3900, target_s: 3600, deviation_s: 300, in_time: 0, margin: 4 },
      { id: 3, status: 'assigned', duration_s: null, target_s: 3600, deviation_s: null, in_time: null, margin: null },
      { id: 4, status: 'registered', duration_s: null, target_s: 3600, deviation_s: null, in_time: null, margin: null },
    ]);
    expect(
      await rows('select registered, released, in_time, conversion, share_in_time, roi from mart.daily_order_types'),
    ).toEqual([{ registered: 4, released: 2, in_time: 1, conversion: 0.5, share_in_time: 0.5, roi: 0.5 }]);
    expect(await rows('select orders, senders, receivers from mart.daily_activity')).toEqual([
      { orders: 4, senders: 2, receivers: 1 },
    ]);
  });

  it('has in its daily report the figures that SQL says', async () => {
    const stores = { pool: database.pool, readOnlyPool: database.pool, telemetry: openMemoryStore() };
    const asked = { report: 'delivery-day', day: '2026-03-01', nowMs: FIRST + 86_400_000 };
    const figures = await figuresOfReport(stores, database.pack, asked);
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
    await database.step('take-hours.sql');
    const readings = await database.step('publish-hours.sql');
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
    await database.step('forget-hours.sql');
    await database.step('take-hours.sql');
    expect(await database.step('publish-hours.sql')).toEqual([]);
  });

  it('changes nothing when the same rows come again and the flows run again', async () => {
    const all = () =>
      rows(`select 'o' as of, to_jsonb(f) as row from dds.fact_orders f union all select 'd', to_jsonb(f) from dds.fact_deliveries f
            union all select 'e', to_jsonb(f) from dds.fact_events f
            union all select 'r', to_jsonb(f) from mart.monthly_routes_mv f union all select 'c', to_jsonb(f) from mart.monthly_couriers_mv f
            union all select 'h', to_jsonb(f) - 'made_at' from mart.hourly_deliveries_mv f order by 1, 2`);
    const before = await all();
    expect(before.length).toBeGreaterThan(10);
    await fill();
    await makeViews();
    await makeViews();
    await database.step('mark-days.sql');
    await makeViews();
    expect(await all()).toEqual(before);
  });

  it('makes a month as a whole that is marked as a whole: the same rows, and those that are gone are gone', async () => {
    const all = () =>
      rows(`select 'o' as of, to_jsonb(f) as row from dds.fact_orders f union all select 'd', to_jsonb(f) from dds.fact_deliveries f
            union all select 'e', to_jsonb(f) from dds.fact_events f union all select 'm', to_jsonb(f) - 'made_at' from mart.hourly_orders_mv f
            union all select 'r', to_jsonb(f) from mart.monthly_routes_mv f union all select 'c', to_jsonb(f) from mart.monthly_couriers_mv f
            union all select 'h', to_jsonb(f) - 'made_at' from mart.hourly_deliveries_mv f
            union all select 'v', to_jsonb(f) - 'made_at' from mart.hourly_events_mv f order by 1, 2`);
    const before = await all();
    const filenode = `select pg_relation_filenode('dds.fact_orders_2026_03') as node`;
    const [{ node } = {}] = await rows(filenode);
    await database.step('mark-days.sql', ['2026-02-01', '2026-04-30']);
    await makeViews();
    expect(await all()).toEqual(before);
    expect((await rows(filenode))[0]?.node).not.toBe(node);
    expect(await rows(`select relname from pg_class where relname like 'fact%_new'`)).toEqual([]);
    expect(await rows('select * from dds.delivery_made_hours')).toEqual([]);
    expect(
      await rows(
        `select count(*)::int as indexes from pg_index where indrelid = 'dds.fact_deliveries_2026_03'::regclass and indisvalid`,
      ),
    ).toEqual([{ indexes: 3 }]);

    // An order that moves into another month, and one that is gone: the month that they leave forgets them.
    await database.save('delivery_orders', [order(4, 0, { registered_at: '2026-04-02T10:00:00Z' })]);
    await database.pool.query('delete from ods.orders where id = 3');
    await database.step('mark-days.sql', ['2026-03-01', '2026-04-30']);
    await makeViews();
    expect(
      await rows(
        `select to_char(hour at time zone 'UTC', 'MM-DD HH24') as hour, orders from mart.hourly_orders_mv order by hour`,
      ),
    ).toEqual([
      { hour: '03-01 08', orders: 2 },
      { hour: '04-02 10', orders: 1 },
    ]);
    expect(await rows('select sum(deliveries)::int as n from mart.hourly_deliveries_mv')).toEqual([{ n: 2 }]);
    expect(
      await rows('select sum(orders)::int as n from mart.monthly_routes_mv group by month order by month'),
    ).toEqual([{ n: 2 }, { n: 1 }]);
    await fill();
    await makeViews();
    expect(await all()).toEqual(before);
  });

  it('puts months in place that a run had built before it was cut off, and builds half-built ones anew', async () => {
    await database.step('mark-days.sql', ['2026-03-01', '2026-03-31']);
    await database.sqlSteps('delivery-facts', ['whole months']);
    expect(await rows(`select count(*)::int as n from pg_class where relname like 'fact%_new'`)).toEqual([{ n: 3 }]);
    await database.step('mark-days.sql', ['2026-03-01', '2026-03-31']);
    await database.sqlSteps('delivery-facts', ['whole months']);
    await makeViews();
    expect(await rows(`select count(*)::int as n from pg_class where relname like 'fact%_new'`)).toEqual([{ n: 0 }]);
    expect(await rows('select sum(orders)::int as n from mart.hourly_orders_mv')).toEqual([{ n: 4 }]);
  });

  it('takes late corrections: an order of another hour, a release, a removed event', async () => {
    await database.save('delivery_orders', [order(2, 80)]);
    await database.save('deliveries', [delivery(3, 70, 25)]);
    await database.pool.query(`delete from ods.events where event_id = 'c'`);
    await makeViews();
    expect(await rows('select orders from mart.hourly_orders_mv order by hour')).toEqual([
      { orders: 1 },
      { orders: 2 },
      { orders: 1 },
    ]);
    expect(await rows('select sum(completed)::int as n from mart.hourly_deliveries_mv')).toEqual([{ n: 3 }]);
    expect(await rows('select sum(events)::int as n from mart.hourly_events_mv')).toEqual([{ n: 2 }]);
    await fill();
    await makeViews();
  });

  /** Rows of the marts that are not what the facts say, or the other way round. */
  const unlikeFacts = async (): Promise<readonly object[]> => {
    const marts = [
      [
        'mart.hourly_orders_mv',
        'hour, orders::bigint, unique_sources::bigint, unique_targets::bigint',
        `select date_trunc('hour', registered_at, 'UTC'), count(*), count(distinct source_address_id), count(distinct target_address_id) from dds.fact_orders group by 1`,
      ],
      [
        'mart.hourly_deliveries_mv',
        'hour, performer_id, deliveries::bigint, cost_total, cost_mean, completed::bigint, execution_s, execution_mean_s',
        `select date_trunc('hour', assigned_at, 'UTC'), coalesce(performer_id, 0), count(*), sum(cost), round(avg(cost), 2), count(released_at),
           coalesce(extract(epoch from sum(released_at - assigned_at))::float8, 0), extract(epoch from sum(released_at - assigned_at))::float8 / nullif(count(released_at), 0)
         from dds.fact_deliveries where assigned_at is not null group by 1, 2`,
      ],
      [
        'mart.monthly_routes_mv',
        'month, source_address_id, target_address_id, orders::bigint',
        `select date_trunc('month', registered_at, 'UTC'), coalesce(source_address_id, 0), coalesce(target_address_id, 0), count(*) from dds.fact_orders group by 1, 2, 3`,
      ],
      [
        'mart.monthly_couriers_mv',
        'month, performer_id, deliveries::bigint, completed::bigint, execution_s',
        `select date_trunc('month', assigned_at, 'UTC'), coalesce(performer_id, 0), count(*), count(released_at),
           coalesce(extract(epoch from sum(released_at - assigned_at))::float8, 0) from dds.fact_deliveries where assigned_at is not null group by 1, 2`,
      ],
    ] as const;
    const found = await Promise.all(
      marts.map(([mart, columns, facts]) =>
        rows(`(select '${mart} has' as what, to_jsonb(m)::text as row from (select ${columns} from ${mart} except (${facts})) m)
              union all (select '${mart} lacks', to_jsonb(f)::text from ((${facts}) except select ${columns} from ${mart}) f)`),
      ),
    );
    return found.flat();
  };

  it('makes marts of a month as a whole and hour by hour alike, also with couriers that take deliveries in the next month', async () => {
    const hours = Array.from({ length: 150 }, (_, at) => at);
    const at = (hour: number): number => (Date.parse('2026-05-25T18:55:00Z') - FIRST) / MINUTE + 60 * hour;
    await database.save(
      'delivery_orders',
      hours.map((hour) => order(1_000 + hour, at(hour), { source_address_id: hour % 3 === 0 ? null : 10 })),
    );
    await database.save(
      'deliveries',
      hours.map((hour) => delivery(1_000 + hour, at(hour), 30, { performer_id: hour % 5 === 0 ? null : 7 })),
    );
    await makeViews();
    expect(await unlikeFacts()).toEqual([]);
    expect(
      await rows(`select relname from pg_class where relname = 'hourly_deliveries_mv_2026_05' and relispartition`),
    ).toHaveLength(1);
    expect(await rows(`select relname from pg_class where relname like 'hourly_deliveries_mv%_new'`)).toEqual([]);
    // A run that is cut off before the built month is in place: the next one puts it there, and makes what changed meanwhile.
    await database.step('mark-days.sql', ['2026-05-25', '2026-05-31']);
    await database.pool.query('delete from ods.deliveries where pipeline_id between 1000 and 1010');
    await database.sqlSteps('delivery-facts', WHOLE_FLOW.slice(0, 5));
    expect(await rows(`select relname from pg_class where relname like 'hourly_deliveries_mv%_new'`)).toHaveLength(1);
    await database.save('deliveries', [delivery(1_020, at(20), 45, { performer_id: 8 })]);
    await makeViews();
    expect(await unlikeFacts()).toEqual([]);
    await database.pool.query(
      'delete from ods.orders where id >= 1000; delete from ods.deliveries where pipeline_id >= 1000',
    );
    await makeViews();
    expect(await unlikeFacts()).toEqual([]);
  });

  it('keeps marts as the facts are through corrections of every kind, and runs that are cut off after any step', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(CHANGE, { minLength: 4, maxLength: 10 }), async (changes) => {
        for (const { id, hour, from, to, courier, kind, steps } of changes) {
          if (kind === 'gone')
            await database.pool.query(
              `delete from ods.orders where id = ${id}; delete from ods.deliveries where pipeline_id = ${id}`,
            );
          else {
            await database.save('delivery_orders', [
              order(id, 60 * hour, { source_address_id: from, target_address_id: to }),
            ]);
            await database.save('deliveries', [delivery(id, 60 * hour, 30, { performer_id: courier })]);
          }
          if (kind === 'whole') await database.step('mark-days.sql', ['2026-03-01', '2026-03-31']);
          await database.sqlSteps('delivery-facts', WHOLE_FLOW.slice(0, steps));
        }
        await makeViews();
        expect(await unlikeFacts()).toEqual([]);
      }),
      { numRuns: 10 },
    );
    await database.pool.query(
      'delete from ods.orders where id between 100 and 109; delete from ods.deliveries where pipeline_id between 100 and 109',
    );
    await makeViews();
    expect(await unlikeFacts()).toEqual([]);
  });

  it('sees rows whose transaction was open while facts were made', async () => {
    const client = await database.pool.connect();
    const late = `insert into ods.orders (id, source_address_id, target_address_id, registered_at, received_at, source, batch_id)
                  values (50, 1, 2, '${iso(1)}', now(), 'test', 'x')`;
    await client.query('begin');
    await client.query(late);
    await database.save('delivery_orders', [order(1, 0)]);
    await makeViews();
    await client.query('commit');
    client.release();
    await makeViews();
    expect(await rows('select count(*)::int as n from dds.fact_orders where order_id = 50')).toEqual([{ n: 1 }]);
    await database.pool.query('delete from ods.orders where id = 50');
    await makeViews();
  });

  it('makes a partition for each month of rows and for the next one, and drops those older than the retention', async () => {
    await database.step('drop-old-months.sql');
    const months = async () =>
      (
        await rows(
          `select relname from pg_class where relispartition and relkind = 'r' and relname like 'fact_orders%' order by 1`,
        )
      ).map(({ relname }) => relname);
    const ahead = [0, 1].map((more) => {
      const now = new Date();
      const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + more, 1)).toISOString();
      return `fact_orders_${month.slice(0, 7).replace('-', '_')}`;
    });
    expect(await months()).toEqual(expect.arrayContaining(['fact_orders_2026_03', ...ahead]));
    await database.save('delivery_orders', [order(9, 0, { registered_at: '2019-05-05T00:00:00Z' })]);
    await database.pool.query(`insert into ops.settings (name, value) values ('delivery-retention-months', '1200')`);
    await makeViews();
    expect(await months()).toContain('fact_orders_2019_05');
    await database.pool.query(`update ops.settings set value = '24' where name = 'delivery-retention-months'`);
    await database.step('drop-old-months.sql');
    expect(await months()).not.toContain('fact_orders_2019_05');
    // A late correction of a month that is gone does not bring it back.
    await database.save('delivery_orders', [order(9, 0, { registered_at: '2019-05-05T00:00:00Z', price: 1 })]);
    await makeViews();
    expect(await months()).not.toContain('fact_orders_2019_05');
    await database.pool.query('delete from ods.orders where id = 9');
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
    await database.pool.query('vacuum (analyze) dds.fact_orders, dds.fact_deliveries, dds.fact_events');
    await database.pool.query(
      'vacuum (analyze) mart.hourly_orders_mv, mart.hourly_deliveries_mv, mart.hourly_events_mv, mart.monthly_routes_mv, mart.monthly_couriers_mv',
    );
    const client = await database.pool.connect();
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
    await migrateDown(database.pool, database.pack.migrations.length);
    expect(await rows(`select to_regclass('dds.fact_orders') as name`)).toEqual([{ name: null }]);
    await migrateUp(database.pool, [database.pack]);
    await fill();
    await makeViews();
    expect(await rows('select count(*)::int as n from dds.fact_deliveries')).toEqual([{ n: 3 }]);
  });
});
