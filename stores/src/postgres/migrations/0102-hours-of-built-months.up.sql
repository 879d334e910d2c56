-- `date_bin` counts on from an instant where `date_trunc` looks its time zone up for each row: hours of UTC are the same.
create or replace function ops.hours_of_built_month(parent regclass, month timestamptz, time_column text) returns setof timestamptz
language plpgsql as $$
begin
  return query execute format(
    'select distinct date_bin(interval ''1 hour'', %I, timestamptz ''epoch'') from %I.%I where %1$I is not null', time_column,
    (select n.nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = parent),
    (select relname from pg_class where oid = parent) || to_char(month at time zone 'UTC', '_YYYY_MM') || '_new'
  );
end
$$;
