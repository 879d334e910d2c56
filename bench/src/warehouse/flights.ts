import { vegaFile } from '../forecast/sets/table.js';

/**
 * Flights as deliveries, from `data/flights-3m.parquet` of `vega-datasets` (US Department of Transportation, public domain): an airport is an address, the couriers are those
 * of the origin, a flight is on its way as long as its distance takes at 8 miles a minute, its delay and 20 minutes.
 */
const flights = (rows: number): string => `
  select row_number() over (order by date, origin, destination, distance, delay) as id, date, delay, distance,
    dense_rank() over (order by origin) as source, 1000 + dense_rank() over (order by destination) as target
  from (from ${vegaFile('flights-3m.parquet')} order by date, origin, destination, distance, delay limit ${rows})`;

const received = `'2026-01-01T00:00:00Z', 'bench', 'flights'`;

export const ordersSql = (rows: number): string => `
  select id, source, target, strftime(date, '%Y-%m-%dT%H:%M:%SZ') as registered_at,
    case when distance < 500 then 'express' when distance < 1500 then 'standard' else 'bulky' end as order_type,
    round(6 + distance / 80, 2) as price, ${received}
  from (${flights(rows)})`;

export const deliveriesSql = (rows: number): string => `
  select id, round(5 + distance / 100, 2) as cost, source * 4 + id % 4 as performer,
    strftime(date + interval 2 minute, '%Y-%m-%dT%H:%M:%SZ'), strftime(date + interval 5 minute, '%Y-%m-%dT%H:%M:%SZ'),
    strftime(date + to_minutes((25 + distance // 8 + greatest(coalesce(delay, 0), 0))::bigint), '%Y-%m-%dT%H:%M:%SZ'), ${received}
  from (${flights(rows)})`;
