-- A column of a view goes only with the view: its comments are kept and put back.

create temp table kept_comments on commit drop as
select 'column mart.well_forecast.' || quote_ident(attname) as what, col_description(attrelid, attnum) as text
from pg_attribute
where attrelid = 'mart.well_forecast'::regclass and attnum > 0 and attname <> 'calibrated'
union all
select 'view mart.well_forecast', obj_description('mart.well_forecast'::regclass);

drop view mart.well_forecast;
create view mart.well_forecast as
select
  f.asset as well_id, w.title as well, f.field as quantity, f.issued_at, f.model, f.champion,
  (f.cutoff at time zone 'UTC')::date + s.step::int as day, s.step::int as days_ahead,
  s.mean, s.median, s.lower_80, s.upper_80, d.mean as metered
from ops.forecasts f
join ops.assets w on w.id = f.asset and w.pack = 'oil-wells'
cross join lateral unnest(f.mean, f.q50, f.q10, f.q90) with ordinality as s (mean, median, lower_80, upper_80, step)
left join dds.well_days d
  on d.asset = f.asset and d.measurement = f.measurement and d.field = f.field
  and d.day = (f.cutoff at time zone 'UTC')::date + s.step::int
where f.measurement = 'agzu';

do $$
declare
  kept record;
begin
  for kept in select * from kept_comments loop
    execute format('comment on %s is %L', kept.what, kept.text);
  end loop;
end
$$;
drop table kept_comments;
