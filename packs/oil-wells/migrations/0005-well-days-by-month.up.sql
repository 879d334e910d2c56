-- Daily figures by month (UTC), as facts are. Views of the table are pointed to the new one and keep their comments.

alter table dds.well_days rename to well_days_as_one;
alter index dds.well_days_pkey rename to well_days_as_one_pkey;
alter index dds.well_days_by_day rename to well_days_as_one_by_day;

create table dds.well_days (like dds.well_days_as_one including defaults including constraints including comments)
  partition by range (day);
alter table dds.well_days add primary key (asset, measurement, field, day);
create index well_days_by_day on dds.well_days (asset, day) include (measurement, field, mean);
comment on table dds.well_days is 'Readings of wells as daily figures, one row a well, signal and day, by month (UTC), collected by the flow oil-wells-daily. Main question: what a well did on the days of a time, which well_days_by_day answers alone.';

select ops.make_month_partition('dds.well_days', month)
from (select distinct date_trunc('month', day::timestamp) at time zone 'UTC' as month from dds.well_days_as_one) months;
insert into dds.well_days select * from dds.well_days_as_one;

do $$
declare
  made record;
begin
  for made in
    select distinct v.oid::regclass as name, pg_get_viewdef(v.oid) as definition
    from pg_depend d join pg_rewrite r on r.oid = d.objid join pg_class v on v.oid = r.ev_class
    where d.refobjid = 'dds.well_days_as_one'::regclass and v.relkind = 'v'
  loop
    execute format('create or replace view %s as %s', made.name, replace(made.definition, 'dds.well_days_as_one', 'dds.well_days'));
  end loop;
end
$$;
drop table dds.well_days_as_one;
