-- What is asked by the time of release is a day or two: their rows lie together, and need no copy in the index.
drop index dds.fact_deliveries_by_release;
create index fact_deliveries_by_release on dds.fact_deliveries (released_at);

-- Of many deliveries at once ranges of 1,024 numbers are noted, which takes no sorting: a few more hours may be made anew.

create or replace function ods.mark_deliveries_insert() returns trigger language plpgsql as $$
begin
  if (select count(*) from (select from new_rows limit 10001) counted) > 10000 then
    insert into dds.delivery_changed_ids (first, after)
      select part << 10, (part + 1) << 10 from (select distinct pipeline_id >> 10 as part from new_rows) parts;
  else
    insert into dds.delivery_changed_ids (first, after)
      select lower(part), upper(part)
      from (select unnest(range_agg(int8range(pipeline_id, pipeline_id, '[]'))) as part from new_rows) parts;
  end if;
  return null;
end
$$;
