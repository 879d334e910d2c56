import { vegaFile } from '../forecast/sets/table.js';

/**
 * Flights as deliveries, from `data/flights-3m.parquet` of `vega-datasets` (US Department of Transportation, public domain): an airport is an address, the couriers are those
 * of the origin, a flight is on its way as long as its distance takes at 8 miles a minute, its delay and 20 minutes.
 */
const flights = (rows: number): string => `
  select row_number() over (order by date, origin, destination, distance, delay) as id, date, delay, distance,
    dense_rank() over (order by origin) as source, 1000 + dense_rank() over (order by destination) as target
  from (from ${vegaFile('flights-3m.parquet')} order by date, origin, destination, distance, delay limit ${rows})`;

export const ordersSql = (rows: number): string => `
  select id, source as source_address_id, target as target_address_id, strftime(date, '%Y-%m-%dT%H:%M:%SZ') as registered_at,
    case when distance < 500 then 'express' when distance < 1500 then 'standard' else 'bulky' end as order_type,
    round(6 + distance / 80, 2) as price
  from (${flights(rows)}) order by id`;

export const deliveriesSql = (rows: number): string => `
  select id as pipeline_id, round(5 + distance / 100, 2) as cost, source * 4 + id % 4 as performer_id,
    strftime(date + interval 2 minute, '%Y-%m-%dT%H:%M:%SZ') as estimated_at, strftime(date + interval 5 minute, '%Y-%m-%dT%H:%M:%SZ') as assigned_at,
    strftime(date + to_minutes((25 + distance // 8 + greatest(coalesce(delay, 0), 0))::bigint), '%Y-%m-%dT%H:%M:%SZ') as released_at
  from (${flights(rows)}) order by id`;

const received = `timestamptz '2026-01-01T00:00:00Z' as received_at, 'bench' as source, 'flights' as batch_id`;

/** SELECTs of transform steps: the files as rows of ods. */
export const TRANSFORMS = {
  'flights-orders.sql': `select id::bigint as id, source_address_id::bigint as source_address_id, target_address_id::bigint as target_address_id,
    registered_at::timestamptz as registered_at, order_type, price::decimal(14, 2) as price, ${received} from raw`,
  'flights-deliveries.sql': `select pipeline_id::bigint as pipeline_id, cost::decimal(14, 2) as cost, performer_id::bigint as performer_id,
    estimated_at::timestamptz as estimated_at, assigned_at::timestamptz as assigned_at, released_at::timestamptz as released_at, ${received} from raw`,
};
export const ORDER_COLUMNS = ['id', 'source_address_id', 'target_address_id', 'registered_at', 'order_type', 'price'];
export const DELIVERY_COLUMNS = ['pipeline_id', 'cost', 'performer_id', 'estimated_at', 'assigned_at', 'released_at'];
