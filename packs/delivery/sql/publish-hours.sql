-- Readings of the hours and days that were made anew and are over.
with hours as (
  select distinct hour from dds.delivery_unpublished_hours where taken
), days as (
  select distinct date_trunc('day', hour, 'UTC') as day from hours where hour < date_trunc('day', now(), 'UTC')
), windows as (
  -- Shares and means are those of the 24 hours that end with an hour: each hour that changed shows in 24 of them.
  select distinct h.hour + back.hours * interval '1 hour' as hour
  from hours h cross join generate_series(0, 23) as back (hours)
  where h.hour + back.hours * interval '1 hour' < date_trunc('hour', now(), 'UTC')
), released as (
  select
    date_trunc('hour', d.released_at, 'UTC') as hour, d.order_type, count(*) as deliveries,
    sum(extract(epoch from d.released_at - d.registered_at))::float8 as duration, max(l.value) as target,
    count(*) filter (where extract(epoch from d.released_at - d.registered_at) <= l.value) as in_time
  from dds.fact_deliveries d
  left join ops.limits l
    on l.asset = 'delivery-' || d.order_type and l.measurement = 'delivery' and l.field = 'duration' and l.kind = 'high'
  where d.released_at >= (select min(hour) from windows) - interval '23 hours'
    and d.released_at < (select max(hour) from windows) + interval '1 hour'
  group by 1, 2
), last_day as (
  select
    w.hour, r.order_type, sum(r.deliveries) as deliveries, sum(r.duration) as duration, max(r.target) as target, sum(r.in_time) as in_time
  from windows w join released r on r.hour > w.hour - interval '24 hours' and r.hour <= w.hour
  group by 1, 2
), known_types as (
  select asset, measurement, field from ops.signals where pack = 'delivery'
), daily as (
  select t.* from days d join mart.daily_order_types t on t.day = d.day
)
select 'delivery' as asset, 'orders' as measurement, 'count' as field, h.hour as time, coalesce(o.orders, 0)::float8 as value
from hours h left join mart.hourly_orders_mv o on o.hour = h.hour
union all
select 'delivery', 'deliveries', 'count', h.hour, coalesce(sum(d.deliveries), 0)::float8
from hours h left join mart.hourly_deliveries_mv d on d.hour = h.hour group by h.hour
union all
select 'delivery', 'events', 'count', h.hour, sum(e.events)::float8
from hours h join mart.hourly_events_mv e on e.hour = h.hour group by h.hour
union all
select 'delivery', 'delivery', 'share_in_time', hour, (sum(in_time) / sum(deliveries))::float8
from last_day where target is not null group by hour
union all
select
  k.asset, 'delivery', k.field, d.hour,
  case k.field when 'duration' then d.duration / d.deliveries else d.duration / d.deliveries - d.target end
from last_day d
join known_types k on k.asset = 'delivery-' || d.order_type and k.measurement = 'delivery' and k.field in ('duration', 'deviation')
where k.field = 'duration' or d.target is not null
union all
select 'delivery', 'orders', 'senders', a.day, a.senders::float8
from days d join mart.daily_activity a on a.day = d.day
union all
select 'delivery', 'delivery', 'conversion', day, sum(released)::float8 / sum(registered) from daily group by day
union all
select k.asset, 'delivery', 'roi', t.day, t.roi
from daily t join known_types k on k.asset = t.asset and k.measurement = 'delivery' and k.field = 'roi'
where t.roi is not null
