-- Efficiency, productivity index, drawdown, specific energy and the deviation from the integrated model as readings, at 00:00 UTC of their day.
select
  well_id as asset,
  'productivity' as measurement,
  f.field,
  day::timestamp at time zone 'UTC' as time,
  f.value
from mart.well_productivity
cross join lateral (values
  ('pump_efficiency', pump_efficiency),
  ('productivity_index', productivity_index_m3_d_bar),
  ('drawdown', drawdown_bar),
  ('specific_energy', specific_energy_kwh_m3)
) as f (field, value)
where day between $1::date and $2::date and f.value is not null
union all
select well_id, 'productivity', 'model_deviation', day::timestamp at time zone 'UTC', abs(deviation)
from mart.model_deviation
where quantity = 'liquid_m3_d' and day between $1::date and $2::date and deviation is not null
order by 4, 1;
