-- Forecasts of wells say whether their interval is calibrated.

create or replace view mart.well_forecast as
select
  f.asset as well_id, w.title as well, f.field as quantity, f.issued_at, f.model, f.champion,
  (f.cutoff at time zone 'UTC')::date + s.step::int as day, s.step::int as days_ahead,
  s.mean, s.median, s.lower_80, s.upper_80, d.mean as metered, f.calibrated
from ops.forecasts f
join ops.assets w on w.id = f.asset and w.pack = 'oil-wells'
cross join lateral unnest(f.mean, f.q50, f.q10, f.q90) with ordinality as s (mean, median, lower_80, upper_80, step)
left join dds.well_days d
  on d.asset = f.asset and d.measurement = f.measurement and d.field = f.field
  and d.day = (f.cutoff at time zone 'UTC')::date + s.step::int
where f.measurement = 'agzu';
comment on column mart.well_forecast.calibrated is 'False: fewer than 60 past forecasts stand behind the interval.';
