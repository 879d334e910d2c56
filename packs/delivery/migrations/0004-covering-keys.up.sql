-- One index does what two did: keys begin with the time and hold the columns that the main questions ask for. Each of them is made anew with a month.

alter table dds.fact_orders drop constraint fact_orders_pkey;
drop index dds.fact_orders_by_time;
alter table dds.fact_orders add primary key (registered_at, order_id) include (source_address_id, target_address_id, order_type, price);

alter table dds.fact_deliveries drop constraint fact_deliveries_pkey;
drop index dds.fact_deliveries_by_time;
alter table dds.fact_deliveries add primary key (registered_at, pipeline_id);

alter table dds.fact_events drop constraint fact_events_pkey;
drop index dds.fact_events_by_time;
alter table dds.fact_events add primary key (event_timestamp, event_id) include (event_type);

alter table mart.hourly_orders_mv drop constraint hourly_orders_mv_pkey;
drop index mart.hourly_orders_by_hour;
alter table mart.hourly_orders_mv add primary key (hour) include (orders, unique_sources, unique_targets);

alter table mart.hourly_events_mv drop constraint hourly_events_mv_pkey;
drop index mart.hourly_events_by_hour;
alter table mart.hourly_events_mv add primary key (hour, event_type) include (events);

-- The largest mart, a row for each courier and hour, is built by month as the facts are.

drop view mart.hourly_statistics;
drop view dds.hourly_deliveries_mv;
alter table mart.hourly_deliveries_mv rename to hourly_deliveries_whole;

create table mart.hourly_deliveries_mv (like mart.hourly_deliveries_whole including defaults including comments)
  partition by range (hour);
alter table mart.hourly_deliveries_whole rename constraint hourly_deliveries_mv_pkey to hourly_deliveries_whole_pkey;
alter table mart.hourly_deliveries_mv add primary key (hour, performer_id)
  include (deliveries, cost_total, cost_mean, completed, execution_s, execution_mean_s);
comment on table mart.hourly_deliveries_mv is
  'Deliveries by hour of their assignment and courier, by month. Main questions: how efficient is a courier; what did the last 24 hours bring.';
select ops.make_month_partition('mart.hourly_deliveries_mv', month)
from (select distinct date_trunc('month', hour, 'UTC') as month from mart.hourly_deliveries_whole) months;
insert into mart.hourly_deliveries_mv select * from mart.hourly_deliveries_whole;
drop table mart.hourly_deliveries_whole;

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

-- What a run that made facts of some hours anew took from the routes of their month and added to them.

create table dds.delivery_changed_routes (
  month timestamptz not null,
  source_address_id bigint,
  target_address_id bigint,
  orders integer
);
comment on table dds.delivery_changed_routes is
  'Orders by month and route that facts have gained or lost and mart.monthly_routes_mv does not show yet. Main question: by how much do the monthly routes change.';
comment on column dds.delivery_changed_routes.month is 'Month of registration, UTC.';
comment on column dds.delivery_changed_routes.source_address_id is 'Address that the goods are fetched from; 0 = not told.';
comment on column dds.delivery_changed_routes.target_address_id is 'Address that they are brought to; 0 = not told.';
comment on column dds.delivery_changed_routes.orders is
  'Orders more, or fewer where it is below 0; null = the month was made as a whole and all of its routes are to be counted.';

insert into dds.delivery_changed_routes (month)
select distinct date_trunc('month', hour, 'UTC') from dds.delivery_made_hours where what = 'registered';

-- Hours of UTC without a look at the time zone for each row.
create or replace function ods.mark_orders_insert() returns trigger language plpgsql as $$
begin
  insert into dds.delivery_changed_hours (fact, hour)
    select distinct 'orders', date_bin('1 hour', registered_at, timestamptz 'epoch') from new_rows;
  return null;
end
$$;
create or replace function ods.mark_orders_delete() returns trigger language plpgsql as $$
begin
  insert into dds.delivery_changed_hours (fact, hour)
    select distinct 'orders', date_bin('1 hour', registered_at, timestamptz 'epoch') from old_rows;
  return null;
end
$$;
create or replace function ods.mark_orders_update() returns trigger language plpgsql as $$
begin
  insert into dds.delivery_changed_hours (fact, hour)
    select distinct 'orders', date_bin('1 hour', registered_at, timestamptz 'epoch') from old_rows
    union
    select distinct 'orders', date_bin('1 hour', registered_at, timestamptz 'epoch') from new_rows;
  return null;
end
$$;
create or replace function ods.mark_events_insert() returns trigger language plpgsql as $$
begin
  insert into dds.delivery_changed_hours (fact, hour)
    select distinct 'events', date_bin('1 hour', event_timestamp, timestamptz 'epoch') from new_rows;
  return null;
end
$$;
create or replace function ods.mark_events_delete() returns trigger language plpgsql as $$
begin
  insert into dds.delivery_changed_hours (fact, hour)
    select distinct 'events', date_bin('1 hour', event_timestamp, timestamptz 'epoch') from old_rows;
  return null;
end
$$;
create or replace function ods.mark_events_update() returns trigger language plpgsql as $$
begin
  insert into dds.delivery_changed_hours (fact, hour)
    select distinct 'events', date_bin('1 hour', event_timestamp, timestamptz 'epoch') from old_rows
    union
    select distinct 'events', date_bin('1 hour', event_timestamp, timestamptz 'epoch') from new_rows;
  return null;
end
$$;
