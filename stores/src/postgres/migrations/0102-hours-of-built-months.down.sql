create or replace function ops.hours_of_built_month(parent regclass, month timestamptz, time_column text) returns setof timestamptz
language plpgsql as $$
begin
  return query execute format(
    'select distinct date_trunc(''hour'', %I, ''UTC'') from %I.%I where %1$I is not null', time_column,
    (select n.nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = parent),
    (select relname from pg_class where oid = parent) || to_char(month at time zone 'UTC', '_YYYY_MM') || '_new'
  );
end
$$;
