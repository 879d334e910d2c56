alter table dds.fact_orders drop constraint fact_orders_pkey;
alter table dds.fact_orders add primary key (order_id, registered_at);
create index fact_orders_by_time on dds.fact_orders (registered_at)
  include (source_address_id, target_address_id, order_type, price);

alter table dds.fact_deliveries drop constraint fact_deliveries_pkey;
alter table dds.fact_deliveries add primary key (pipeline_id, registered_at);
create index fact_deliveries_by_time on dds.fact_deliveries (registered_at);

alter table dds.fact_events drop constraint fact_events_pkey;
alter table dds.fact_events add primary key (event_id, event_timestamp);
create index fact_events_by_time on dds.fact_events (event_timestamp) include (event_type);

alter table mart.hourly_orders_mv drop constraint hourly_orders_mv_pkey;
alter table mart.hourly_orders_mv add primary key (hour);
create index hourly_orders_by_hour on mart.hourly_orders_mv (hour) include (orders, unique_sources, unique_targets);

alter table mart.hourly_events_mv drop constraint hourly_events_mv_pkey;
alter table mart.hourly_events_mv add primary key (hour, event_type);
create index hourly_events_by_hour on mart.hourly_events_mv (hour) include (event_type, events);

-- Months that a run has built and not put in place are put in place: their marks are gone.
select ops.place_months('mart.hourly_deliveries_mv');
drop view mart.hourly_statistics;
drop view dds.hourly_deliveries_mv;
alter table mart.hourly_deliveries_mv rename to hourly_deliveries_by_month;
alter table mart.hourly_deliveries_by_month rename constraint hourly_deliveries_mv_pkey to hourly_deliveries_by_month_pkey;

create table mart.hourly_deliveries_mv (like mart.hourly_deliveries_by_month including defaults including comments);
insert into mart.hourly_deliveries_mv select * from mart.hourly_deliveries_by_month;
drop table mart.hourly_deliveries_by_month;
alter table mart.hourly_deliveries_mv add primary key (hour, performer_id);
create index hourly_deliveries_by_hour on mart.hourly_deliveries_mv (hour)
  include (performer_id, deliveries, cost_total, cost_mean, completed, execution_s, execution_mean_s);
comment on table mart.hourly_deliveries_mv is
  'Deliveries by hour of their assignment and courier. Main questions: how efficient is a courier; what did the last 24 hours bring.';

create view dds.hourly_deliveries_mv as
select hour, performer_id, deliveries, cost_total, cost_mean, completed, execution_s, execution_mean_s, made_at from mart.hourly_deliveries_mv;
comment on view dds.hourly_deliveries_mv is
  'The rows of mart.hourly_deliveries_mv under the name that they have beside the facts. Main question: as of mart.hourly_deliveries_mv.';
comment on column dds.hourly_deliveries_mv.hour is 'As in mart.hourly_deliveries_mv.';
comment on column dds.hourly_deliveries_mv.performer_id is 'As in mart.hourly_deliveries_mv.';
comment on column dds.hourly_deliveries_mv.deliveries is 'As in mart.hourly_deliveries_mv.';
comment on column dds.hourly_deliveries_mv.cost_total is 'As in mart.hourly_deliveries_mv.';
comment on column dds.hourly_deliveries_mv.cost_mean is 'As in mart.hourly_deliveries_mv.';
comment on column dds.hourly_deliveries_mv.completed is 'As in mart.hourly_deliveries_mv.';
comment on column dds.hourly_deliveries_mv.execution_s is 'As in mart.hourly_deliveries_mv.';
comment on column dds.hourly_deliveries_mv.execution_mean_s is 'As in mart.hourly_deliveries_mv.';
comment on column dds.hourly_deliveries_mv.made_at is 'As in mart.hourly_deliveries_mv.';

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

-- Months whose routes wait are counted as a whole, as they are for every hour that is marked.
insert into dds.delivery_made_hours (what, hour)
select distinct 'registered', month from dds.delivery_changed_routes;
drop table dds.delivery_changed_routes;

create or replace function ods.mark_orders_insert() returns trigger language plpgsql as $$
begin
  insert into dds.delivery_changed_hours (fact, hour)
    select distinct 'orders', date_trunc('hour', registered_at, 'UTC') from new_rows;
  return null;
end
$$;
create or replace function ods.mark_orders_delete() returns trigger language plpgsql as $$
begin
  insert into dds.delivery_changed_hours (fact, hour)
    select distinct 'orders', date_trunc('hour', registered_at, 'UTC') from old_rows;
  return null;
end
$$;
create or replace function ods.mark_orders_update() returns trigger language plpgsql as $$
begin
  insert into dds.delivery_changed_hours (fact, hour)
    select distinct 'orders', date_trunc('hour', registered_at, 'UTC') from old_rows
    union
    select distinct 'orders', date_trunc('hour', registered_at, 'UTC') from new_rows;
  return null;
end
$$;
create or replace function ods.mark_events_insert() returns trigger language plpgsql as $$
begin
  insert into dds.delivery_changed_hours (fact, hour)
    select distinct 'events', date_trunc('hour', event_timestamp, 'UTC') from new_rows;
  return null;
end
$$;
create or replace function ods.mark_events_delete() returns trigger language plpgsql as $$
begin
  insert into dds.delivery_changed_hours (fact, hour)
    select distinct 'events', date_trunc('hour', event_timestamp, 'UTC') from old_rows;
  return null;
end
$$;
create or replace function ods.mark_events_update() returns trigger language plpgsql as $$
begin
  insert into dds.delivery_changed_hours (fact, hour)
    select distinct 'events', date_trunc('hour', event_timestamp, 'UTC') from old_rows
    union
    select distinct 'events', date_trunc('hour', event_timestamp, 'UTC') from new_rows;
  return null;
end
$$;
