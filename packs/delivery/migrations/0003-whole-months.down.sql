-- What waits for the next run waits as hours.
insert into dds.delivery_changed_hours (fact, hour)
select 'orders', date_trunc('hour', o.registered_at, 'UTC')
from dds.delivery_changed_ids c join ods.orders o on o.id >= c.first and o.id < c.after
union
select case what when 'events' then 'events' else 'orders' end, hour from dds.delivery_made_hours;

drop table dds.delivery_changed_ids;
drop table dds.delivery_made_hours;

create or replace function ods.mark_deliveries_insert() returns trigger language plpgsql as $$
begin
  insert into dds.delivery_changed_hours (fact, hour)
    select distinct 'orders', date_trunc('hour', o.registered_at, 'UTC') from new_rows join ods.orders o on o.id = new_rows.pipeline_id;
  return null;
end
$$;
create or replace function ods.mark_deliveries_delete() returns trigger language plpgsql as $$
begin
  insert into dds.delivery_changed_hours (fact, hour)
    select distinct 'orders', date_trunc('hour', o.registered_at, 'UTC') from old_rows join ods.orders o on o.id = old_rows.pipeline_id;
  return null;
end
$$;
create or replace function ods.mark_deliveries_update() returns trigger language plpgsql as $$
begin
  insert into dds.delivery_changed_hours (fact, hour)
    select distinct 'orders', date_trunc('hour', o.registered_at, 'UTC') from old_rows join ods.orders o on o.id = old_rows.pipeline_id
    union
    select distinct 'orders', date_trunc('hour', o.registered_at, 'UTC') from new_rows join ods.orders o on o.id = new_rows.pipeline_id;
  return null;
end
$$;
