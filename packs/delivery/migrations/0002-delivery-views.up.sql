-- How far deliveries are, how long they took and what they brought, worked out when asked: targets are the limits as they are now.

create view mart.delivery_journeys as
select
  o.order_id, o.registered_at, coalesce(o.order_type, 'not told') as order_type, 'delivery-' || o.order_type as asset,
  o.source_address_id, o.target_address_id, o.source_address_id || ' → ' || o.target_address_id as route,
  'courier ' || d.performer_id as courier,
  case
    when d.released_at is not null then 'released'
    when d.assigned_at is not null then 'assigned'
    when d.estimated_at is not null then 'estimated'
    else 'registered'
  end as status,
  d.estimated_at, d.assigned_at, d.released_at,
  extract(epoch from d.assigned_at - o.registered_at)::float8 as waiting_s,
  extract(epoch from d.released_at - d.assigned_at)::float8 as execution_s,
  extract(epoch from d.released_at - o.registered_at)::float8 as duration_s,
  l.value as target_s,
  extract(epoch from d.released_at - o.registered_at)::float8 - l.value as deviation_s,
  (extract(epoch from d.released_at - o.registered_at)::float8 <= l.value)::int as in_time,
  o.price, d.cost, case when d.released_at is not null then o.price - d.cost end as margin
from dds.fact_orders o
left join dds.fact_deliveries d on d.pipeline_id = o.order_id and d.registered_at = o.registered_at
left join ops.limits l
  on l.asset = 'delivery-' || o.order_type and l.measurement = 'delivery' and l.field = 'duration' and l.kind = 'high';
comment on view mart.delivery_journeys is
  'One row an order with how far it is and how long it took. Main questions: what is under way; which deliveries miss their target and by how much.';
comment on column mart.delivery_journeys.order_id is 'Order; its delivery has the same number.';
comment on column mart.delivery_journeys.registered_at is 'When the order was registered.';
comment on column mart.delivery_journeys.order_type is 'express, standard, bulky; “not told” where the source does not tell.';
comment on column mart.delivery_journeys.asset is 'Asset of the order type.';
comment on column mart.delivery_journeys.source_address_id is 'Address that the goods are fetched from: the sender.';
comment on column mart.delivery_journeys.target_address_id is 'Address that they are brought to.';
comment on column mart.delivery_journeys.route is 'Both addresses, as text.';
comment on column mart.delivery_journeys.courier is 'Courier as text; null until assigned.';
comment on column mart.delivery_journeys.status is 'registered, estimated, assigned or released: the last time that is set.';
comment on column mart.delivery_journeys.estimated_at is 'When the cost was estimated.';
comment on column mart.delivery_journeys.assigned_at is 'When a courier took it.';
comment on column mart.delivery_journeys.released_at is 'When the goods were handed over.';
comment on column mart.delivery_journeys.waiting_s is 'Seconds from registered to assigned.';
comment on column mart.delivery_journeys.execution_s is 'Seconds from assigned to released.';
comment on column mart.delivery_journeys.duration_s is 'Seconds from registered to released.';
comment on column mart.delivery_journeys.target_s is 'Target of its type in seconds: the high limit of delivery.duration as it is now; null = none is set.';
comment on column mart.delivery_journeys.deviation_s is 'Duration minus target in seconds; > 0 = late.';
comment on column mart.delivery_journeys.in_time is '1 = released within its target, 0 = later; null = not released, or no target.';
comment on column mart.delivery_journeys.price is 'What the customer pays, in USD; null = the source does not tell.';
comment on column mart.delivery_journeys.cost is 'What it costs us, in USD.';
comment on column mart.delivery_journeys.margin is 'Price minus cost, in USD, of the released.';

create view mart.courier_deliveries as
select
  assigned_at, 'courier ' || performer_id as courier, performer_id, cost,
  extract(epoch from released_at - assigned_at)::float8 as execution_s
from dds.fact_deliveries
where assigned_at is not null and released_at is not null;
comment on view mart.courier_deliveries is
  'Released deliveries by courier. Main question: how efficient is a courier, as mean seconds from assigned to released.';
comment on column mart.courier_deliveries.assigned_at is 'When the courier took it.';
comment on column mart.courier_deliveries.courier is 'Courier as text.';
comment on column mart.courier_deliveries.performer_id is 'Courier.';
comment on column mart.courier_deliveries.cost is 'What it costs us, in USD.';
comment on column mart.courier_deliveries.execution_s is 'Seconds from assigned to released.';

create view mart.hourly_statistics as
select
  h.hour, coalesce(o.orders, 0) as orders, coalesce(o.unique_sources, 0) as unique_sources, coalesce(o.unique_targets, 0) as unique_targets,
  coalesce(d.deliveries, 0) as deliveries, coalesce(d.completed, 0) as completed, coalesce(d.cost_total, 0) as cost_total, coalesce(e.events, 0) as events
from (
  select hour from mart.hourly_orders_mv union select hour from mart.hourly_deliveries_mv union select hour from mart.hourly_events_mv
) h
left join mart.hourly_orders_mv o on o.hour = h.hour
left join (
  select hour, sum(deliveries)::int as deliveries, sum(completed)::int as completed, sum(cost_total) as cost_total
  from mart.hourly_deliveries_mv group by hour
) d on d.hour = h.hour
left join (select hour, sum(events)::int as events from mart.hourly_events_mv group by hour) e on e.hour = h.hour;
comment on view mart.hourly_statistics is
  'One row an hour. Main question: what did the last 24 hours bring.';
comment on column mart.hourly_statistics.hour is 'Hour.';
comment on column mart.hourly_statistics.orders is 'Orders registered.';
comment on column mart.hourly_statistics.unique_sources is 'Addresses that they come from.';
comment on column mart.hourly_statistics.unique_targets is 'Addresses that they go to.';
comment on column mart.hourly_statistics.deliveries is 'Deliveries that couriers took.';
comment on column mart.hourly_statistics.completed is 'How many of them are released by now.';
comment on column mart.hourly_statistics.cost_total is 'Their cost, in USD.';
comment on column mart.hourly_statistics.events is 'Events.';

create view mart.daily_order_types as
select
  date_trunc('day', registered_at, 'UTC') as day, order_type, asset,
  count(*)::int as registered, count(released_at)::int as released, sum(in_time)::int as in_time,
  count(released_at)::float8 / count(*) as conversion, avg(in_time)::float8 as share_in_time, avg(duration_s) as duration_mean_s,
  sum(price) filter (where released_at is not null) as revenue, sum(cost) filter (where released_at is not null) as cost,
  sum(margin) as margin, (sum(margin) / nullif(sum(cost) filter (where margin is not null), 0))::float8 as roi
from mart.delivery_journeys
group by 1, 2, 3;
comment on view mart.daily_order_types is
  'Orders of a day by type, and what became of them. Main questions: conversion, share in time, revenue, cost, margin and return by type.';
comment on column mart.daily_order_types.day is 'Day of registration (UTC).';
comment on column mart.daily_order_types.order_type is 'express, standard, bulky.';
comment on column mart.daily_order_types.asset is 'Asset of the order type.';
comment on column mart.daily_order_types.registered is 'Orders.';
comment on column mart.daily_order_types.released is 'How many of them are released by now.';
comment on column mart.daily_order_types.in_time is 'How many within their target.';
comment on column mart.daily_order_types.conversion is 'Released over registered, as a ratio.';
comment on column mart.daily_order_types.share_in_time is 'Released within the target over released, as a ratio.';
comment on column mart.daily_order_types.duration_mean_s is 'Mean seconds from registered to released.';
comment on column mart.daily_order_types.revenue is 'Price of the released, in USD; null = the source tells no price.';
comment on column mart.daily_order_types.cost is 'Cost of the released, in USD.';
comment on column mart.daily_order_types.margin is 'Revenue minus cost, in USD.';
comment on column mart.daily_order_types.roi is '(price − cost) / cost of the released, as a ratio; null = the source tells no price.';

create view mart.daily_activity as
select
  date_trunc('day', registered_at, 'UTC') as day, count(*)::int as orders, count(distinct source_address_id)::int as senders,
  count(distinct target_address_id)::int as receivers
from dds.fact_orders
group by 1;
comment on view mart.daily_activity is
  'One row a day. Main question: how many different senders order a day.';
comment on column mart.daily_activity.day is 'Day of registration (UTC).';
comment on column mart.daily_activity.orders is 'Orders.';
comment on column mart.daily_activity.senders is 'Different addresses that orders come from.';
comment on column mart.daily_activity.receivers is 'Different addresses that they go to.';
