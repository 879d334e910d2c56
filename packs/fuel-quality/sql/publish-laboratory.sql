-- Results of streams become readings of the measurement laboratory: all that were reported since the first day of the run.
select asset, 'laboratory' as measurement, property as field, sampled_at as time, value
from ods.laboratory_results
where place = 'stream' and reported_at >= $1::date
