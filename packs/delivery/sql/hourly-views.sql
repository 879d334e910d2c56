-- Makes the hourly and monthly views of the month $3 anew, for the hours whose facts changed. Months may be made side by side.
set local work_mem = '64MB';
create temporary table made_hours (what text not null, hour timestamptz not null) on commit drop;
with taken as (
  delete from dds.delivery_made_hours
  where hour >= $3::timestamptz and hour < date_trunc('month', $3::timestamptz + interval '40 days', 'UTC')
  returning what, hour
)
insert into made_hours select distinct what, hour from taken;
analyze made_hours;

-- Different addresses of an hour are its groups: counted so, nothing is sorted.
delete from mart.hourly_orders_mv m using made_hours h where h.what = 'registered' and m.hour = h.hour;
insert into mart.hourly_orders_mv (hour, orders, unique_sources, unique_targets)
select hour, sum(orders) filter (where is_by_source), count(source_address_id), count(target_address_id)
from (
  select hour, source_address_id, target_address_id, grouping(target_address_id) = 1 as is_by_source, count(*) as orders
  from (
    select date_bin('1 hour', registered_at, timestamptz 'epoch') as hour, source_address_id, target_address_id
    from dds.fact_orders
    where registered_at >= (select min(hour) from made_hours where what = 'registered')
      and registered_at < (select max(hour) + interval '1 hour' from made_hours where what = 'registered')
      and date_bin('1 hour', registered_at, timestamptz 'epoch') in (select hour from made_hours where what = 'registered')
  ) orders
  group by grouping sets ((hour, source_address_id), (hour, target_address_id))
) addresses
group by hour
order by hour;

delete from mart.hourly_deliveries_mv m using made_hours h where h.what = 'assigned' and m.hour = h.hour;
insert into mart.hourly_deliveries_mv (
  hour, performer_id, deliveries, cost_total, cost_mean, completed, execution_s, execution_mean_s
)
select
  hour, performer_id, deliveries, cost_total, cost_mean, completed, coalesce(execution_s, 0), execution_s / nullif(completed, 0)
from (
  select
    date_bin('1 hour', assigned_at, timestamptz 'epoch') as hour, coalesce(performer_id, 0) as performer_id, count(*) as deliveries,
    sum(cost) as cost_total, round(avg(cost), 2) as cost_mean, count(released_at) as completed,
    extract(epoch from sum(released_at - assigned_at))::float8 as execution_s
  from dds.fact_deliveries
  where assigned_at >= (select min(hour) from made_hours where what = 'assigned')
    and assigned_at < (select max(hour) + interval '1 hour' from made_hours where what = 'assigned')
    and date_bin('1 hour', assigned_at, timestamptz 'epoch') in (select hour from made_hours where what = 'assigned')
  group by 1, 2
) by_courier
order by hour, performer_id;

delete from mart.hourly_events_mv m using made_hours h where h.what = 'events' and m.hour = h.hour;
insert into mart.hourly_events_mv (hour, event_type, events)
select date_bin('1 hour', event_timestamp, timestamptz 'epoch'), event_type, count(*)
from dds.fact_events
where event_timestamp >= (select min(hour) from made_hours where what = 'events')
  and event_timestamp < (select max(hour) + interval '1 hour' from made_hours where what = 'events')
  and date_bin('1 hour', event_timestamp, timestamptz 'epoch') in (select hour from made_hours where what = 'events')
group by 1, 2;

-- The monthly ones. Routes of a month that was made as a whole are counted; else they change by what its facts gained and lost: a month has too many orders
-- to be counted with each of its hours. Forty days after its first instant a month is over, whatever the time zone of the session.
create temporary table changed_routes on commit drop as
with taken as (
  delete from dds.delivery_changed_routes where month = $3::timestamptz
  returning source_address_id, target_address_id, orders
)
select source_address_id, target_address_id, sum(orders) as orders, bool_or(orders is null) as is_whole
from taken
group by 1, 2;

delete from mart.monthly_routes_mv
where month = $3::timestamptz and exists (select from changed_routes where is_whole);
insert into mart.monthly_routes_mv (month, source_address_id, target_address_id, orders)
select $3::timestamptz, coalesce(source_address_id, 0), coalesce(target_address_id, 0), count(*)
from dds.fact_orders
where registered_at >= $3::timestamptz and registered_at < date_trunc('month', $3::timestamptz + interval '40 days', 'UTC')
  and exists (select from changed_routes where is_whole)
group by 2, 3
order by 2, 3;

insert into mart.monthly_routes_mv as m (month, source_address_id, target_address_id, orders)
select $3::timestamptz, source_address_id, target_address_id, orders
from changed_routes
where orders <> 0 and not exists (select from changed_routes where is_whole)
on conflict (month, source_address_id, target_address_id) do update set orders = m.orders + excluded.orders;
delete from mart.monthly_routes_mv m
using changed_routes c
where m.month = $3::timestamptz and m.source_address_id = c.source_address_id and m.target_address_id = c.target_address_id and m.orders = 0;

delete from mart.monthly_couriers_mv
where month = $3::timestamptz and exists (select from made_hours where what = 'assigned');
insert into mart.monthly_couriers_mv (month, performer_id, deliveries, completed, execution_s)
select $3::timestamptz, performer_id, sum(deliveries), sum(completed), sum(execution_s)
from mart.hourly_deliveries_mv
where hour >= $3::timestamptz and hour < date_trunc('month', $3::timestamptz + interval '40 days', 'UTC')
  and exists (select from made_hours where what = 'assigned')
group by 2
order by 2;

-- Readings of these hours are to be sent.
insert into dds.delivery_unpublished_hours (hour) select distinct hour from made_hours;
