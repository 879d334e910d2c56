-- As before, for columns of days as well: bounds are said in UTC, whatever the time zone of the session, of which a column of days takes the day.
create or replace function ops.make_month_partition(parent regclass, month timestamptz) returns boolean
language plpgsql as $$
declare
  first timestamptz := date_trunc('month', month, 'UTC');
  after timestamptz := date_trunc('month', first + interval '40 days', 'UTC');
  schema_name text := (select n.nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = parent);
  table_name text := (select relname from pg_class where oid = parent) || to_char(first at time zone 'UTC', '_YYYY_MM');
begin
  if to_regclass(format('%I.%I', schema_name, table_name)) is not null then
    return false;
  end if;
  -- Made beside the parent and attached: `partition of` would lock out whoever reads the parent.
  execute format('create table %I.%I (like %s including defaults including constraints including comments)', schema_name, table_name, parent);
  execute format('alter table %s attach partition %I.%I for values from (%L) to (%L)', parent, schema_name, table_name,
    to_char(first at time zone 'UTC', 'YYYY-MM-DD') || ' 00:00:00+00', to_char(after at time zone 'UTC', 'YYYY-MM-DD') || ' 00:00:00+00');
  execute format('comment on table %I.%I is %L', schema_name, table_name,
    'Rows of ' || to_char(first at time zone 'UTC', 'YYYY-MM') || ' (UTC) of ' || parent::text || '.');
  return true;
end
$$;
comment on function ops.make_month_partition(regclass, timestamptz) is
  'Makes the partition of the month (UTC) that an instant lies in; false when it is there already. The parent is partitioned by range of one column of times or days.';
