import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  delivery,
  type DeliveryWarehouse,
  FIRST,
  MINUTE,
  openDeliveryWarehouse,
  order,
  WHOLE_FLOW,
} from '../testing/delivery-warehouse.js';

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

describe('marts of the warehouse of delivery', () => {
  let warehouse: DeliveryWarehouse;
  beforeAll(async () => {
    warehouse = await openDeliveryWarehouse();
  });
  afterAll(() => warehouse?.database.close());

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
        warehouse.rows(`(select '${mart} has' as what, to_jsonb(m)::text as row from (select ${columns} from ${mart} except (${facts})) m)
              union all (select '${mart} lacks', to_jsonb(f)::text from ((${facts}) except select ${columns} from ${mart}) f)`),
      ),
    );
    return found.flat();
  };

  it('makes marts of a month as a whole and hour by hour alike, also with couriers that take deliveries in the next month', async () => {
    const hours = Array.from({ length: 150 }, (_, at) => at);
    const at = (hour: number): number => (Date.parse('2026-05-25T18:55:00Z') - FIRST) / MINUTE + 60 * hour;
    await warehouse.database.save(
      'delivery_orders',
      hours.map((hour) => order(1_000 + hour, at(hour), { source_address_id: hour % 3 === 0 ? null : 10 })),
    );
    await warehouse.database.save(
      'deliveries',
      hours.map((hour) => delivery(1_000 + hour, at(hour), 30, { performer_id: hour % 5 === 0 ? null : 7 })),
    );
    await warehouse.makeViews();
    expect(await unlikeFacts()).toEqual([]);
    expect(
      await warehouse.rows(
        `select relname from pg_class where relname = 'hourly_deliveries_mv_2026_05' and relispartition`,
      ),
    ).toHaveLength(1);
    expect(await warehouse.rows(`select relname from pg_class where relname like 'hourly_deliveries_mv%_new'`)).toEqual(
      [],
    );
    // A run that is cut off before the built month is in place: the next one puts it there, and makes what changed meanwhile.
    await warehouse.database.step('mark-days.sql', ['2026-05-25', '2026-05-31']);
    await warehouse.database.pool.query('delete from ods.deliveries where pipeline_id between 1000 and 1010');
    await warehouse.database.sqlSteps('delivery-facts', WHOLE_FLOW.slice(0, 5));
    expect(
      await warehouse.rows(`select relname from pg_class where relname like 'hourly_deliveries_mv%_new'`),
    ).toHaveLength(1);
    await warehouse.database.save('deliveries', [delivery(1_020, at(20), 45, { performer_id: 8 })]);
    await warehouse.makeViews();
    expect(await unlikeFacts()).toEqual([]);
    await warehouse.database.pool.query(
      'delete from ods.orders where id >= 1000; delete from ods.deliveries where pipeline_id >= 1000',
    );
    await warehouse.makeViews();
    expect(await unlikeFacts()).toEqual([]);
  });

  it('keeps marts as the facts are through corrections of every kind, and runs that are cut off after any step', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(CHANGE, { minLength: 4, maxLength: 10 }), async (changes) => {
        for (const { id, hour, from, to, courier, kind, steps } of changes) {
          if (kind === 'gone')
            await warehouse.database.pool.query(
              `delete from ods.orders where id = ${id}; delete from ods.deliveries where pipeline_id = ${id}`,
            );
          else {
            await warehouse.database.save('delivery_orders', [
              order(id, 60 * hour, { source_address_id: from, target_address_id: to }),
            ]);
            await warehouse.database.save('deliveries', [delivery(id, 60 * hour, 30, { performer_id: courier })]);
          }
          if (kind === 'whole') await warehouse.database.step('mark-days.sql', ['2026-03-01', '2026-03-31']);
          await warehouse.database.sqlSteps('delivery-facts', WHOLE_FLOW.slice(0, steps));
        }
        await warehouse.makeViews();
        expect(await unlikeFacts()).toEqual([]);
      }),
      { numRuns: 10 },
    );
    await warehouse.database.pool.query(
      'delete from ods.orders where id between 100 and 109; delete from ods.deliveries where pipeline_id between 100 and 109',
    );
    await warehouse.makeViews();
    expect(await unlikeFacts()).toEqual([]);
  });
});
