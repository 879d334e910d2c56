create table dds.delivery_made_hours (
  what text not null,
  hour timestamptz not null,
  check (what in ('registered', 'assigned', 'released', 'events'))
);
comment on table dds.delivery_made_hours is
  'Hours whose facts were made anew and whose hourly views were not yet. Main question: which hourly views must be made again.';
comment on column dds.delivery_made_hours.what is 'What happened in the hour: orders registered, deliveries assigned or released, events.';
comment on column dds.delivery_made_hours.hour is 'Hour.';

-- Deliveries leave the numbers of those that changed, and not the hours of their orders: a writer need not look for the orders, which may be being
-- loaded beside it.

create table dds.delivery_changed_ids (
  first bigint not null,
  after bigint not null
);
comment on table dds.delivery_changed_ids is
  'Deliveries that changed since the facts were last made, as ranges of their numbers. Main question: which facts must be made again.';
comment on column dds.delivery_changed_ids.first is 'First delivery of the range.';
comment on column dds.delivery_changed_ids.after is 'First number that is not in it.';

create or replace function ods.mark_deliveries_insert() returns trigger language plpgsql as $$
begin
  insert into dds.delivery_changed_ids (first, after)
    select lower(part), upper(part)
    from (select unnest(range_agg(int8range(pipeline_id, pipeline_id, '[]'))) as part from new_rows) parts;
  return null;
end
$$;

create or replace function ods.mark_deliveries_delete() returns trigger language plpgsql as $$
begin
  insert into dds.delivery_changed_ids (first, after)
    select lower(part), upper(part)
    from (select unnest(range_agg(int8range(pipeline_id, pipeline_id, '[]'))) as part from old_rows) parts;
  return null;
end
$$;

create or replace function ods.mark_deliveries_update() returns trigger language plpgsql as $$
begin
  insert into dds.delivery_changed_ids (first, after)
    select lower(part), upper(part)
    from (
      select unnest(range_agg(int8range(pipeline_id, pipeline_id, '[]'))) as part
      from (select pipeline_id from old_rows union select pipeline_id from new_rows) changed
    ) parts;
  return null;
end
$$;
