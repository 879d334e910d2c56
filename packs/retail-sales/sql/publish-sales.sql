-- Daily sales of every part as readings, at 00:00 UTC of their day.
select
  asset,
  'sales' as measurement,
  'amount' as field,
  day::timestamp at time zone 'UTC' as time,
  amount::float8 as value
from mart.sales_daily
where day between $1::date and $2::date
order by day, asset;
