-- Rows as the source database and the topics have them: current, one row a key.

create table ods.orders (
  id bigint primary key,
  source_address_id bigint,
  target_address_id bigint,
  registered_at timestamptz not null,
  order_type text,
  price numeric(14, 2),
  received_at timestamptz not null,
  source text not null,
  batch_id text not null
);
comment on table ods.orders is
  'Orders as the source database has them. Main question: what was ordered, from where to where.';
comment on column ods.orders.id is 'Order; its delivery has the same number as pipeline_id.';
comment on column ods.orders.source_address_id is 'Address that the goods are fetched from: the sender.';
comment on column ods.orders.target_address_id is 'Address that the goods are brought to.';
comment on column ods.orders.registered_at is 'When the order was registered.';
comment on column ods.orders.order_type is 'express, standard, bulky; null where the source does not tell.';
comment on column ods.orders.price is 'What the customer pays, in USD; null where the source does not tell.';
comment on column ods.orders.received_at is 'When the ingestor received the row.';
comment on column ods.orders.source is 'Source or sender of the row.';
comment on column ods.orders.batch_id is 'Batch that brought the row.';

create table ods.deliveries (
  pipeline_id bigint primary key,
  cost numeric(14, 2),
  performer_id bigint,
  estimated_at timestamptz,
  assigned_at timestamptz,
  released_at timestamptz,
  received_at timestamptz not null,
  source text not null,
  batch_id text not null
);
comment on table ods.deliveries is
  'Deliveries as the source database has them; times are set one after the other. Main question: how far is a delivery.';
comment on column ods.deliveries.pipeline_id is 'Delivery; the id of its order.';
comment on column ods.deliveries.cost is 'What the delivery costs us, in USD.';
comment on column ods.deliveries.performer_id is 'Courier; null until assigned.';
comment on column ods.deliveries.estimated_at is 'When the cost was estimated.';
comment on column ods.deliveries.assigned_at is 'When a courier took it.';
comment on column ods.deliveries.released_at is 'When the goods were handed over.';
comment on column ods.deliveries.received_at is 'When the ingestor received the row.';
comment on column ods.deliveries.source is 'Source or sender of the row.';
comment on column ods.deliveries.batch_id is 'Batch that brought the row.';

create table ods.performers (
  id bigint primary key,
  received_at timestamptz not null,
  source text not null,
  batch_id text not null
);
comment on table ods.performers is
  'Couriers as the service of performers tells. Main question: who delivers.';
comment on column ods.performers.id is 'Courier.';
comment on column ods.performers.received_at is 'When the ingestor received the row.';
comment on column ods.performers.source is 'Source or sender of the row.';
comment on column ods.performers.batch_id is 'Batch that brought the row.';

create table ods.events (
  event_id text primary key,
  event_type text not null,
  event_data jsonb,
  event_timestamp timestamptz not null,
  received_at timestamptz not null,
  source text not null,
  batch_id text not null
);
comment on table ods.events is
  'Events of deliveries as the topics bring them. Main question: what happened when.';
comment on column ods.events.event_id is 'Event, unique in both topics.';
comment on column ods.events.event_type is 'What happened: registered, estimated, assigned, released, failed …';
comment on column ods.events.event_data is 'What the event says beside its type, such as pipeline_id.';
comment on column ods.events.event_timestamp is 'When it happened.';
comment on column ods.events.received_at is 'When the ingestor received the row.';
comment on column ods.events.source is 'Source or sender of the row.';
comment on column ods.events.batch_id is 'Batch that brought the row.';

create index ods_orders_by_time on ods.orders (registered_at);
create index ods_events_by_time on ods.events (event_timestamp);

-- Hours whose rows changed since facts were last made. Only ever appended to by writers: a row that is there already may be being taken
-- by a run that does not see the writer's rows yet, so every writer leaves a mark of its own.

create table dds.delivery_changed_hours (
  fact text not null,
  hour timestamptz not null,
  check (fact in ('orders', 'events'))
);
comment on table dds.delivery_changed_hours is
  'Hours whose rows changed since the facts were last made. Main question: which hours must be made again.';
comment on column dds.delivery_changed_hours.fact is 'orders (with their deliveries) or events.';
comment on column dds.delivery_changed_hours.hour is 'Hour that an order was registered, or an event happened, in.';

create function ods.mark_orders_insert() returns trigger language plpgsql as $$
begin
  insert into dds.delivery_changed_hours (fact, hour)
    select distinct 'orders', date_trunc('hour', registered_at, 'UTC') from new_rows;
  return null;
end
$$;
create trigger mark_insert after insert on ods.orders referencing new table as new_rows
  for each statement execute function ods.mark_orders_insert();

create function ods.mark_orders_delete() returns trigger language plpgsql as $$
begin
  insert into dds.delivery_changed_hours (fact, hour)
    select distinct 'orders', date_trunc('hour', registered_at, 'UTC') from old_rows;
  return null;
end
$$;
create trigger mark_delete after delete on ods.orders referencing old table as old_rows
  for each statement execute function ods.mark_orders_delete();

create function ods.mark_orders_update() returns trigger language plpgsql as $$
begin
  insert into dds.delivery_changed_hours (fact, hour)
    select distinct 'orders', date_trunc('hour', registered_at, 'UTC') from old_rows
    union
    select distinct 'orders', date_trunc('hour', registered_at, 'UTC') from new_rows;
  return null;
end
$$;
create trigger mark_update after update on ods.orders referencing old table as old_rows new table as new_rows
  for each statement execute function ods.mark_orders_update();

create function ods.mark_deliveries_insert() returns trigger language plpgsql as $$
begin
  insert into dds.delivery_changed_hours (fact, hour)
    select distinct 'orders', date_trunc('hour', o.registered_at, 'UTC') from new_rows join ods.orders o on o.id = new_rows.pipeline_id;
  return null;
end
$$;
create trigger mark_insert after insert on ods.deliveries referencing new table as new_rows
  for each statement execute function ods.mark_deliveries_insert();

create function ods.mark_deliveries_delete() returns trigger language plpgsql as $$
begin
  insert into dds.delivery_changed_hours (fact, hour)
    select distinct 'orders', date_trunc('hour', o.registered_at, 'UTC') from old_rows join ods.orders o on o.id = old_rows.pipeline_id;
  return null;
end
$$;
create trigger mark_delete after delete on ods.deliveries referencing old table as old_rows
  for each statement execute function ods.mark_deliveries_delete();

create function ods.mark_deliveries_update() returns trigger language plpgsql as $$
begin
  insert into dds.delivery_changed_hours (fact, hour)
    select distinct 'orders', date_trunc('hour', o.registered_at, 'UTC') from old_rows join ods.orders o on o.id = old_rows.pipeline_id
    union
    select distinct 'orders', date_trunc('hour', o.registered_at, 'UTC') from new_rows join ods.orders o on o.id = new_rows.pipeline_id;
  return null;
end
$$;
create trigger mark_update after update on ods.deliveries referencing old table as old_rows new table as new_rows
  for each statement execute function ods.mark_deliveries_update();

create function ods.mark_events_insert() returns trigger language plpgsql as $$
begin
  insert into dds.delivery_changed_hours (fact, hour)
    select distinct 'events', date_trunc('hour', event_timestamp, 'UTC') from new_rows;
  return null;
end
$$;
create trigger mark_insert after insert on ods.events referencing new table as new_rows
  for each statement execute function ods.mark_events_insert();

create function ods.mark_events_delete() returns trigger language plpgsql as $$
begin
  insert into dds.delivery_changed_hours (fact, hour)
    select distinct 'events', date_trunc('hour', event_timestamp, 'UTC') from old_rows;
  return null;
end
$$;
create trigger mark_delete after delete on ods.events referencing old table as old_rows
  for each statement execute function ods.mark_events_delete();

create function ods.mark_events_update() returns trigger language plpgsql as $$
begin
  insert into dds.delivery_changed_hours (fact, hour)
    select distinct 'events', date_trunc('hour', event_timestamp, 'UTC') from old_rows
    union
    select distinct 'events', date_trunc('hour', event_timestamp, 'UTC') from new_rows;
  return null;
end
$$;
create trigger mark_update after update on ods.events referencing old table as old_rows new table as new_rows
  for each statement execute function ods.mark_events_update();

-- Facts: one partition a month of UTC, made when rows come, dropped after the retention.

create table dds.fact_orders (
  order_id bigint not null,
  registered_at timestamptz not null,
  order_type text,
  source_address_id bigint,
  target_address_id bigint,
  price numeric(14, 2),
  primary key (order_id, registered_at)
) partition by range (registered_at);
comment on table dds.fact_orders is
  'Orders, one row each, by month. Main questions: which routes are the most popular; how many orders, senders and receivers an hour.';
comment on column dds.fact_orders.order_id is 'Order.';
comment on column dds.fact_orders.registered_at is 'When the order was registered; facts are partitioned by its month (UTC).';
comment on column dds.fact_orders.order_type is 'express, standard, bulky; null = the source does not tell.';
comment on column dds.fact_orders.source_address_id is 'Address that the goods are fetched from: the sender.';
comment on column dds.fact_orders.target_address_id is 'Address that the goods are brought to.';
comment on column dds.fact_orders.price is 'What the customer pays, in USD; null = the source does not tell.';

create index fact_orders_by_time on dds.fact_orders (registered_at)
  include (source_address_id, target_address_id, order_type, price);

create table dds.fact_deliveries (
  pipeline_id bigint not null,
  registered_at timestamptz not null,
  order_type text,
  performer_id bigint,
  cost numeric(14, 2),
  price numeric(14, 2),
  estimated_at timestamptz,
  assigned_at timestamptz,
  released_at timestamptz,
  primary key (pipeline_id, registered_at)
) partition by range (registered_at);
comment on table dds.fact_deliveries is
  'Deliveries whose order is known, one row each, by month of the order. Main questions: how long does a courier need from assigned to released; which share is released within its target.';
comment on column dds.fact_deliveries.pipeline_id is 'Delivery; the id of its order.';
comment on column dds.fact_deliveries.registered_at is 'When its order was registered; facts are partitioned by its month (UTC).';
comment on column dds.fact_deliveries.order_type is 'Of its order.';
comment on column dds.fact_deliveries.performer_id is 'Courier; null until assigned.';
comment on column dds.fact_deliveries.cost is 'What it costs us, in USD.';
comment on column dds.fact_deliveries.price is 'What the customer pays, in USD; null = the source does not tell.';
comment on column dds.fact_deliveries.estimated_at is 'When the cost was estimated.';
comment on column dds.fact_deliveries.assigned_at is 'When a courier took it.';
comment on column dds.fact_deliveries.released_at is 'When the goods were handed over.';

create index fact_deliveries_by_time on dds.fact_deliveries (registered_at);
create index fact_deliveries_by_assignment on dds.fact_deliveries (assigned_at) include (performer_id, released_at, cost);
create index fact_deliveries_by_release on dds.fact_deliveries (released_at) include (order_type, registered_at, cost, price);

create table dds.fact_events (
  event_id text not null,
  event_type text not null,
  pipeline_id bigint,
  event_timestamp timestamptz not null,
  primary key (event_id, event_timestamp)
) partition by range (event_timestamp);
comment on table dds.fact_events is
  'Events of deliveries, one row each, by month. Main question: how many events of which type an hour.';
comment on column dds.fact_events.event_id is 'Event.';
comment on column dds.fact_events.event_type is 'What happened.';
comment on column dds.fact_events.pipeline_id is 'Delivery that it is about; null = it says none.';
comment on column dds.fact_events.event_timestamp is 'When it happened; facts are partitioned by its month (UTC).';

create index fact_events_by_time on dds.fact_events (event_timestamp) include (event_type);

-- Hourly and monthly marts. Tables that each run makes anew for the hours and months that changed: a materialised view knows only all or nothing.

create table mart.hourly_deliveries_mv (
  hour timestamptz not null,
  performer_id bigint not null,
  deliveries integer not null,
  cost_total numeric(18, 2),
  cost_mean numeric(14, 2),
  completed integer not null,
  execution_s double precision not null,
  execution_mean_s double precision,
  made_at timestamptz not null default now(),
  primary key (hour, performer_id)
);
comment on table mart.hourly_deliveries_mv is
  'Deliveries by hour of their assignment and courier. Main questions: how efficient is a courier; what did the last 24 hours bring.';
comment on column mart.hourly_deliveries_mv.hour is 'Hour in which couriers took the deliveries.';
comment on column mart.hourly_deliveries_mv.performer_id is 'Courier; 0 = the source does not tell.';
comment on column mart.hourly_deliveries_mv.deliveries is 'Deliveries taken.';
comment on column mart.hourly_deliveries_mv.cost_total is 'Their cost, in USD.';
comment on column mart.hourly_deliveries_mv.cost_mean is 'Mean cost of one, in USD.';
comment on column mart.hourly_deliveries_mv.completed is 'How many of them are released by now.';
comment on column mart.hourly_deliveries_mv.execution_s is 'Seconds from assigned to released, of the completed ones together.';
comment on column mart.hourly_deliveries_mv.execution_mean_s is 'Seconds from assigned to released, mean of the completed ones.';
comment on column mart.hourly_deliveries_mv.made_at is 'When the row was made.';

create index hourly_deliveries_by_hour on mart.hourly_deliveries_mv (hour) include (performer_id, deliveries, cost_total, cost_mean, completed, execution_s, execution_mean_s);

create table mart.hourly_orders_mv (
  hour timestamptz primary key,
  orders integer not null,
  unique_sources integer not null,
  unique_targets integer not null,
  made_at timestamptz not null default now()
);
comment on table mart.hourly_orders_mv is
  'Orders by hour. Main question: how many orders, from and to how many addresses, did the last 24 hours bring.';
comment on column mart.hourly_orders_mv.hour is 'Hour of registration.';
comment on column mart.hourly_orders_mv.orders is 'Orders.';
comment on column mart.hourly_orders_mv.unique_sources is 'Addresses that they come from.';
comment on column mart.hourly_orders_mv.unique_targets is 'Addresses that they go to.';
comment on column mart.hourly_orders_mv.made_at is 'When the row was made.';

create index hourly_orders_by_hour on mart.hourly_orders_mv (hour) include (orders, unique_sources, unique_targets);

create table mart.hourly_events_mv (
  hour timestamptz not null,
  event_type text not null,
  events integer not null,
  made_at timestamptz not null default now(),
  primary key (hour, event_type)
);
comment on table mart.hourly_events_mv is
  'Events by hour and type. Main question: how many events of which type did the last 24 hours bring.';
comment on column mart.hourly_events_mv.hour is 'Hour of the events.';
comment on column mart.hourly_events_mv.event_type is 'What happened.';
comment on column mart.hourly_events_mv.events is 'Events.';
comment on column mart.hourly_events_mv.made_at is 'When the row was made.';

create index hourly_events_by_hour on mart.hourly_events_mv (hour) include (event_type, events);

create table mart.monthly_routes_mv (
  month timestamptz not null,
  source_address_id bigint not null,
  target_address_id bigint not null,
  orders integer not null,
  primary key (month, source_address_id, target_address_id)
);
comment on table mart.monthly_routes_mv is
  'Orders by month and route. Main question: which routes are the most popular of all time.';
comment on column mart.monthly_routes_mv.month is 'Month of registration, UTC.';
comment on column mart.monthly_routes_mv.source_address_id is 'Address that the goods are fetched from; 0 = not told.';
comment on column mart.monthly_routes_mv.target_address_id is 'Address that they are brought to; 0 = not told.';
comment on column mart.monthly_routes_mv.orders is 'Orders.';

create index monthly_routes_by_route on mart.monthly_routes_mv (source_address_id, target_address_id) include (month, orders);

create table mart.monthly_couriers_mv (
  month timestamptz not null,
  performer_id bigint not null,
  deliveries integer not null,
  completed integer not null,
  execution_s double precision not null,
  primary key (month, performer_id)
);
comment on table mart.monthly_couriers_mv is
  'Deliveries by month of assignment and courier. Main question: how efficient was a courier of all time.';
comment on column mart.monthly_couriers_mv.month is 'Month of assignment, UTC.';
comment on column mart.monthly_couriers_mv.performer_id is 'Courier; 0 = not told.';
comment on column mart.monthly_couriers_mv.deliveries is 'Deliveries taken.';
comment on column mart.monthly_couriers_mv.completed is 'How many of them are released by now.';
comment on column mart.monthly_couriers_mv.execution_s is 'Seconds from assigned to released, of the completed ones together.';

create index monthly_couriers_by_courier on mart.monthly_couriers_mv (performer_id) include (month, deliveries, completed, execution_s);

create table dds.delivery_unpublished_hours (
  hour timestamptz not null,
  taken boolean not null default false
);
comment on table dds.delivery_unpublished_hours is
  'Hours that were made anew and whose readings have not been sent yet. Main question: which readings must be sent again.';
comment on column dds.delivery_unpublished_hours.hour is 'Hour.';
comment on column dds.delivery_unpublished_hours.taken is 'True while a run sends its readings.';

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

create view dds.hourly_orders_mv as
select hour, orders, unique_sources, unique_targets, made_at from mart.hourly_orders_mv;
comment on view dds.hourly_orders_mv is
  'The rows of mart.hourly_orders_mv under the name that they have beside the facts. Main question: as of mart.hourly_orders_mv.';
comment on column dds.hourly_orders_mv.hour is 'As in mart.hourly_orders_mv.';
comment on column dds.hourly_orders_mv.orders is 'As in mart.hourly_orders_mv.';
comment on column dds.hourly_orders_mv.unique_sources is 'As in mart.hourly_orders_mv.';
comment on column dds.hourly_orders_mv.unique_targets is 'As in mart.hourly_orders_mv.';
comment on column dds.hourly_orders_mv.made_at is 'As in mart.hourly_orders_mv.';

create view dds.hourly_events_mv as
select hour, event_type, events, made_at from mart.hourly_events_mv;
comment on view dds.hourly_events_mv is
  'The rows of mart.hourly_events_mv under the name that they have beside the facts. Main question: as of mart.hourly_events_mv.';
comment on column dds.hourly_events_mv.hour is 'As in mart.hourly_events_mv.';
comment on column dds.hourly_events_mv.event_type is 'As in mart.hourly_events_mv.';
comment on column dds.hourly_events_mv.events is 'As in mart.hourly_events_mv.';
comment on column dds.hourly_events_mv.made_at is 'As in mart.hourly_events_mv.';
