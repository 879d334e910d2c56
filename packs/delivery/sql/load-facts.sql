-- Makes the facts of the hours that changed anew from ods. Hours are taken first: what a writer commits later leaves a mark of its own.
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

delete from dds.fact_orders f
using taken_hours h
where h.fact = 'orders' and f.registered_at >= h.hour and f.registered_at < h.hour + interval '1 hour';
insert into dds.fact_orders (order_id, registered_at, order_type, source_address_id, target_address_id, price)
select o.id, o.registered_at, o.order_type, o.source_address_id, o.target_address_id, o.price
from taken_hours h
join ods.orders o on o.registered_at >= h.hour and o.registered_at < h.hour + interval '1 hour'
where h.fact = 'orders';

-- Hours in which deliveries were assigned or released before and after: their marts and readings change too.
create temporary table touched_hours (what text not null, hour timestamptz not null) on commit drop;
with gone as (
  delete from dds.fact_deliveries f
  using taken_hours h
  where h.fact = 'orders' and f.registered_at >= h.hour and f.registered_at < h.hour + interval '1 hour'
  returning f.assigned_at, f.released_at
)
insert into touched_hours
select distinct t.what, date_trunc('hour', t.at, 'UTC')
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
insert into touched_hours
select distinct t.what, date_trunc('hour', t.at, 'UTC')
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

-- The hourly views of these hours.
create temporary table assigned_hours on commit drop as
select distinct hour from touched_hours where what = 'assigned';
analyze assigned_hours;

delete from mart.hourly_orders_mv m using taken_hours h where h.fact = 'orders' and m.hour = h.hour;
insert into mart.hourly_orders_mv (hour, orders, unique_sources, unique_targets)
select h.hour, count(*), count(distinct f.source_address_id), count(distinct f.target_address_id)
from taken_hours h
join dds.fact_orders f on f.registered_at >= h.hour and f.registered_at < h.hour + interval '1 hour'
where h.fact = 'orders'
group by h.hour;

delete from mart.hourly_deliveries_mv m using assigned_hours h where m.hour = h.hour;
insert into mart.hourly_deliveries_mv (
  hour, performer_id, deliveries, cost_total, cost_mean, completed, execution_s, execution_mean_s
)
select
  h.hour, coalesce(f.performer_id, 0), count(*), sum(f.cost), round(avg(f.cost), 2), count(f.released_at),
  coalesce(sum(extract(epoch from f.released_at - f.assigned_at)), 0), avg(extract(epoch from f.released_at - f.assigned_at))
from assigned_hours h
join dds.fact_deliveries f on f.assigned_at >= h.hour and f.assigned_at < h.hour + interval '1 hour'
group by 1, 2;

delete from mart.hourly_events_mv m using taken_hours h where h.fact = 'events' and m.hour = h.hour;
insert into mart.hourly_events_mv (hour, event_type, events)
select h.hour, f.event_type, count(*)
from taken_hours h
join dds.fact_events f on f.event_timestamp >= h.hour and f.event_timestamp < h.hour + interval '1 hour'
where h.fact = 'events'
group by 1, 2;

-- The monthly ones of their months. Forty days after its first instant a month is over, whatever the time zone of the session.
create temporary table changed_months on commit drop as
select distinct 'orders' as what, date_trunc('month', hour, 'UTC') as month from taken_hours where fact = 'orders'
union
select distinct 'assigned', date_trunc('month', hour, 'UTC') from assigned_hours;

delete from mart.monthly_routes_mv m using changed_months c where c.what = 'orders' and m.month = c.month;
insert into mart.monthly_routes_mv (month, source_address_id, target_address_id, orders)
select c.month, coalesce(f.source_address_id, 0), coalesce(f.target_address_id, 0), count(*)
from changed_months c
join dds.fact_orders f on f.registered_at >= c.month and f.registered_at < date_trunc('month', c.month + interval '40 days', 'UTC')
where c.what = 'orders'
group by 1, 2, 3;

delete from mart.monthly_couriers_mv m using changed_months c where c.what = 'assigned' and m.month = c.month;
insert into mart.monthly_couriers_mv (month, performer_id, deliveries, completed, execution_s)
select c.month, h.performer_id, sum(h.deliveries), sum(h.completed), sum(h.execution_s)
from changed_months c
join mart.hourly_deliveries_mv h on h.hour >= c.month and h.hour < date_trunc('month', c.month + interval '40 days', 'UTC')
where c.what = 'assigned'
group by 1, 2;

-- Readings of these hours are to be sent; so are those of the hours before an order in which nothing was ordered: they are 0, not missing.
insert into dds.delivery_unpublished_hours (hour)
select hour from taken_hours
union
select hour from touched_hours
union
select quiet.hour
from taken_hours h
cross join lateral (
  select max(o.hour) as hour from mart.hourly_orders_mv o where o.hour < h.hour and o.hour >= h.hour - interval '7 days'
) earlier
cross join lateral generate_series(earlier.hour + interval '1 hour', h.hour - interval '1 hour', interval '1 hour') as quiet (hour)
where h.fact = 'orders' and earlier.hour is not null;
