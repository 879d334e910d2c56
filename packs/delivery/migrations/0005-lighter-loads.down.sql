drop index dds.fact_deliveries_by_release;
create index fact_deliveries_by_release on dds.fact_deliveries (released_at) include (order_type, registered_at, cost, price);

create or replace function ods.mark_deliveries_insert() returns trigger language plpgsql as $$
begin
  insert into dds.delivery_changed_ids (first, after)
    select lower(part), upper(part)
    from (select unnest(range_agg(int8range(pipeline_id, pipeline_id, '[]'))) as part from new_rows) parts;
  return null;
end
$$;
