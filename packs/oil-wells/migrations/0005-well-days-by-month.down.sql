alter table dds.well_days rename to well_days_by_month;
alter index dds.well_days_pkey rename to well_days_by_month_pkey;
alter index dds.well_days_by_day rename to well_days_by_month_by_day;

create table dds.well_days (like dds.well_days_by_month including defaults including constraints including comments);
insert into dds.well_days select * from dds.well_days_by_month;
alter table dds.well_days add primary key (asset, measurement, field, day);
create index well_days_by_day on dds.well_days (asset, day) include (measurement, field, mean);
comment on table dds.well_days is 'Readings of wells as daily figures, one row a well, signal and day, collected by the flow oil-wells-daily. Main question: what a well did on the days of a time, which well_days_by_day answers alone.';

do $$
declare
  made record;
begin
  for made in
    select distinct v.oid::regclass as name, pg_get_viewdef(v.oid) as definition
    from pg_depend d join pg_rewrite r on r.oid = d.objid join pg_class v on v.oid = r.ev_class
    where d.refobjid = 'dds.well_days_by_month'::regclass and v.relkind = 'v'
  loop
    execute format('create or replace view %s as %s', made.name, replace(made.definition, 'dds.well_days_by_month', 'dds.well_days'));
  end loop;
end
$$;
drop table dds.well_days_by_month;
