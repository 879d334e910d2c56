-- Partitions that are filled before they have indexes: sorting all rows once costs a fraction of finding the place of each.

create function ops.index_as_partition(partition regclass, parent regclass) returns void
language plpgsql as $$
declare
  made record;
begin
  for made in
    select pg_get_constraintdef(oid) as definition from pg_constraint where conrelid = parent and contype in ('p', 'u') order by contype
  loop
    execute format('alter table %s add %s', partition, made.definition);
  end loop;
  for made in
    select pg_get_indexdef(i.indexrelid) as definition, i.indexrelid::regclass as name
    from pg_index i
    where i.indrelid = parent and not exists (select from pg_constraint c where c.conindid = i.indexrelid and c.contype in ('p', 'u'))
  loop
    execute regexp_replace(made.definition, '^CREATE (UNIQUE )?INDEX .+? ON ONLY .+? USING ', format('CREATE \1INDEX ON %s USING ', partition));
  end loop;
end
$$;
comment on function ops.index_as_partition(regclass, regclass) is
  'Makes the keys and indexes of a partitioned table on one that is to become its partition, so that attaching it takes a moment.';

create function ops.build_month(parent regclass, month timestamptz, rows text) returns bigint
language plpgsql as $$
declare
  first timestamptz := date_trunc('month', month, 'UTC');
  after timestamptz := date_trunc('month', first + interval '40 days', 'UTC');
  schema_name text := (select n.nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = parent);
  table_name text := (select relname from pg_class where oid = parent) || to_char(first at time zone 'UTC', '_YYYY_MM') || '_new';
  by_time text := (select quote_ident(a.attname) from pg_partitioned_table p join pg_attribute a on a.attrelid = parent and a.attnum = p.partattrs[0] where p.partrelid = parent);
  made bigint;
begin
  -- What a run that was cut off has built is built anew.
  execute format('drop table if exists %I.%I', schema_name, table_name);
  execute format('create table %I.%I (like %s including defaults including constraints including comments)', schema_name, table_name, parent);
  execute format('alter table %I.%I add constraint in_its_month check (%s >= %L and %s < %L)', schema_name, table_name, by_time, first, by_time, after);
  execute format('insert into %I.%I %s', schema_name, table_name, rows) using first, after;
  get diagnostics made = row_count;
  perform ops.index_as_partition(format('%I.%I', schema_name, table_name)::regclass, parent);
  execute format('analyze %I.%I', schema_name, table_name);
  execute format('comment on table %I.%I is %L', schema_name, table_name,
    'Rows of ' || to_char(first at time zone 'UTC', 'YYYY-MM') || ' (UTC) of ' || parent::text || '.');
  return made;
end
$$;
comment on function ops.build_month(regclass, timestamptz, text) is
  'Fills a table beside the partition of a month (UTC) with `insert into … ROWS`, where $1 and $2 are the bounds of the month, then makes its indexes. Months may be built side by side; ops.place_months puts them in place. Answers how many rows.';

create function ops.hours_of_built_month(parent regclass, month timestamptz, time_column text) returns setof timestamptz
language plpgsql as $$
begin
  return query execute format(
    'select distinct date_trunc(''hour'', %I, ''UTC'') from %I.%I where %1$I is not null', time_column,
    (select n.nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = parent),
    (select relname from pg_class where oid = parent) || to_char(month at time zone 'UTC', '_YYYY_MM') || '_new'
  );
end
$$;
comment on function ops.hours_of_built_month(regclass, timestamptz, text) is
  'Hours (UTC) in which a column of times lies, in a month that ops.build_month has built and that is not in place yet.';

create function ops.place_months(parent regclass) returns integer
language plpgsql as $$
declare
  built record;
  first timestamptz;
  placed integer := 0;
begin
  for built in
    select n.nspname as schema_name, c.relname as name, left(c.relname, -4) as place
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_class p on p.oid = parent and p.relnamespace = c.relnamespace
    where c.relkind = 'r' and c.relname ~ ('^' || p.relname || '_\d{4}_\d{2}_new$')
    order by c.relname
  loop
    first := to_date(right(built.place, 7), 'YYYY_MM')::timestamp at time zone 'UTC';
    execute format('drop table if exists %I.%I', built.schema_name, built.place);
    execute format('alter table %I.%I rename to %I', built.schema_name, built.name, built.place);
    -- The check spares Postgres a look at every row.
    execute format('alter table %s attach partition %I.%I for values from (%L) to (%L)', parent, built.schema_name, built.place,
      first, date_trunc('month', first + interval '40 days', 'UTC'));
    execute format('alter table %I.%I drop constraint in_its_month', built.schema_name, built.place);
    placed := placed + 1;
  end loop;
  return placed;
end
$$;
comment on function ops.place_months(regclass) is
  'Puts the months that ops.build_month has built in the place of the partitions of these months; answers how many. Readers wait for that moment.';
