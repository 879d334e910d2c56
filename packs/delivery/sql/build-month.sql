-- Builds the facts of the month $3 beside the ones that are there. Its marks are taken first: what a writer commits later leaves a mark of its own.
set local work_mem = '64MB';
delete from dds.delivery_changed_hours
where hour >= $3::timestamptz and hour < date_trunc('month', $3::timestamptz + interval '40 days', 'UTC');

select ops.build_month('dds.fact_orders', $3::timestamptz, $rows$
  (order_id, registered_at, order_type, source_address_id, target_address_id, price)
  select id, registered_at, order_type, source_address_id, target_address_id, price
  from ods.orders where registered_at >= $1 and registered_at < $2
$rows$);
select ops.build_month('dds.fact_deliveries', $3::timestamptz, $rows$
  (pipeline_id, registered_at, order_type, performer_id, cost, price, estimated_at, assigned_at, released_at)
  select d.pipeline_id, o.registered_at, o.order_type, d.performer_id, d.cost, o.price, d.estimated_at, d.assigned_at, d.released_at
  from ods.orders o join ods.deliveries d on d.pipeline_id = o.id
  where o.registered_at >= $1 and o.registered_at < $2
$rows$);
select ops.build_month('dds.fact_events', $3::timestamptz, $rows$
  (event_id, event_type, pipeline_id, event_timestamp)
  select event_id, event_type,
    case when pg_input_is_valid(event_data ->> 'pipeline_id', 'bigint') then (event_data ->> 'pipeline_id')::bigint end,
    event_timestamp
  from ods.events where event_timestamp >= $1 and event_timestamp < $2
$rows$);

-- Hours that had and hours that have orders, deliveries and events: their views are to be made.
insert into dds.delivery_made_hours (what, hour)
select 'registered', hour from mart.hourly_orders_mv
where hour >= $3::timestamptz and hour < date_trunc('month', $3::timestamptz + interval '40 days', 'UTC')
union
select 'registered', ops.hours_of_built_month('dds.fact_orders', $3::timestamptz, 'registered_at')
union
select 'events', hour from mart.hourly_events_mv
where hour >= $3::timestamptz and hour < date_trunc('month', $3::timestamptz + interval '40 days', 'UTC')
union
select 'events', ops.hours_of_built_month('dds.fact_events', $3::timestamptz, 'event_timestamp')
union
select distinct t.what, date_bin('1 hour', t.at, timestamptz 'epoch')
from dds.fact_deliveries f
cross join lateral (values ('assigned', f.assigned_at), ('released', f.released_at)) as t (what, at)
where f.registered_at >= $3::timestamptz and f.registered_at < date_trunc('month', $3::timestamptz + interval '40 days', 'UTC') and t.at is not null
union
select 'assigned', ops.hours_of_built_month('dds.fact_deliveries', $3::timestamptz, 'assigned_at')
union
select 'released', ops.hours_of_built_month('dds.fact_deliveries', $3::timestamptz, 'released_at');

-- Routes of a whole month are counted, whatever its hours gained and lost before.
delete from dds.delivery_changed_routes where month = $3::timestamptz;
insert into dds.delivery_changed_routes (month) values ($3::timestamptz);
