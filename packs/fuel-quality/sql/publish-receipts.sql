-- How far each received batch lies from its loading, at the time of its arrival; from what was reported since the first day of the run.
select b.destination as asset, 'receipt' as measurement, 'worst_ratio' as field, b.arrived_at as time, b.worst_ratio as value
from mart.batch_overview b
where b.worst_ratio is not null and exists (
  select from ods.laboratory_results l where l.batch = b.batch and l.place = 'receipt' and l.reported_at >= $1::date
)
