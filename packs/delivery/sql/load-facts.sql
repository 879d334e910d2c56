-- Makes the facts of the hours that changed, and of no whole month, anew from ods. Hours are taken first: what a writer commits later leaves a mark of its own.
set local work_mem = '64MB';
create temporary table taken_hours (fact text not null, hour timestamptz not null) on commit drop;
with taken as (delete from dds.delivery_changed_hours returning fact, hour)
insert into taken_hours
select distinct fact, hour
from taken
where hour >= date_trunc(
  'month',
  now() - coalesce((select value::text::int from ops.settings where name = 'delivery-retention-months'), 24) * interval '1 month',
  'UTC'
);
analyze taken_hours;

select ops.make_month_partition('dds.fact_orders', month), ops.make_month_partition('dds.fact_deliveries', month)
from (select distinct date_trunc('month', hour, 'UTC') as month from taken_hours where fact = 'orders') months;
select ops.make_month_partition('dds.fact_events', month)
from (select distinct date_trunc('month', hour, 'UTC') as month from taken_hours where fact = 'events') months;

-- What the routes of their month lose and gain by it is noted with it: both or neither.
with gone as (
  delete from dds.fact_orders f
  using taken_hours h
  where h.fact = 'orders' and f.registered_at >= h.hour and f.registered_at < h.hour + interval '1 hour'
  returning h.hour, f.source_address_id, f.target_address_id
)
insert into dds.delivery_changed_routes (month, source_address_id, target_address_id, orders)
select date_trunc('month', hour, 'UTC'), coalesce(source_address_id, 0), coalesce(target_address_id, 0), -count(*)
from gone
group by 1, 2, 3;
with come as (
  insert into dds.fact_orders (order_id, registered_at, order_type, source_address_id, target_address_id, price)
  select o.id, o.registered_at, o.order_type, o.source_address_id, o.target_address_id, o.price
  from taken_hours h
  join ods.orders o on o.registered_at >= h.hour and o.registered_at < h.hour + interval '1 hour'
  where h.fact = 'orders'
  returning registered_at, source_address_id, target_address_id
)
insert into dds.delivery_changed_routes (month, source_address_id, target_address_id, orders)
select date_trunc('month', registered_at, 'UTC'), coalesce(source_address_id, 0), coalesce(target_address_id, 0), count(*)
from come
group by 1, 2, 3;

-- Hours in which deliveries were assigned or released before and after: their views and readings change too.
with gone as (
  delete from dds.fact_deliveries f
  using taken_hours h
  where h.fact = 'orders' and f.registered_at >= h.hour and f.registered_at < h.hour + interval '1 hour'
  returning f.assigned_at, f.released_at
)
insert into dds.delivery_made_hours (what, hour)
select distinct t.what, date_bin('1 hour', t.at, timestamptz 'epoch')
from gone
cross join lateral (values ('assigned', assigned_at), ('released', released_at)) as t (what, at)
where t.at is not null;
with come as (
  insert into dds.fact_deliveries (
    pipeline_id, registered_at, order_type, performer_id, cost, price, estimated_at, assigned_at, released_at
  )
  select d.pipeline_id, o.registered_at, o.order_type, d.performer_id, d.cost, o.price, d.estimated_at, d.assigned_at, d.released_at
  from taken_hours h
  join ods.orders o on o.registered_at >= h.hour and o.registered_at < h.hour + interval '1 hour'
  join ods.deliveries d on d.pipeline_id = o.id
  where h.fact = 'orders'
  returning assigned_at, released_at
)
insert into dds.delivery_made_hours (what, hour)
select distinct t.what, date_bin('1 hour', t.at, timestamptz 'epoch')
from come
cross join lateral (values ('assigned', assigned_at), ('released', released_at)) as t (what, at)
where t.at is not null;

delete from dds.fact_events f
using taken_hours h
where h.fact = 'events' and f.event_timestamp >= h.hour and f.event_timestamp < h.hour + interval '1 hour';
insert into dds.fact_events (event_id, event_type, pipeline_id, event_timestamp)
select
  e.event_id, e.event_type,
  case when pg_input_is_valid(e.event_data ->> 'pipeline_id', 'bigint') then (e.event_data ->> 'pipeline_id')::bigint end,
  e.event_timestamp
from taken_hours h
join ods.events e on e.event_timestamp >= h.hour and e.event_timestamp < h.hour + interval '1 hour'
where h.fact = 'events';

insert into dds.delivery_made_hours (what, hour)
select case fact when 'orders' then 'registered' else 'events' end, hour from taken_hours;
