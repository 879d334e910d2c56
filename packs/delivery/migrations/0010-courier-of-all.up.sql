-- An order that no courier has taken yet says so, so that “all couriers” holds it too.
create or replace view mart.delivery_journeys as
select
  o.order_id, o.registered_at, coalesce(o.order_type, 'not told') as order_type, 'delivery-' || o.order_type as asset,
  o.source_address_id, o.target_address_id, o.source_address_id || ' → ' || o.target_address_id as route,
  coalesce('courier ' || d.performer_id, 'nobody yet') as courier,
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
comment on column mart.delivery_journeys.courier is 'Courier as text; “nobody yet” until assigned.';
