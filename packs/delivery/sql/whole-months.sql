-- Months of which so many hours changed that they are made as a whole: at first, after a back-fill, after mark-days.sql.
select date_trunc('month', hour, 'UTC') as month
from dds.delivery_changed_hours
where hour >= date_trunc(
  'month',
  now() - coalesce((select value::text::int from ops.settings where name = 'delivery-retention-months'), 24) * interval '1 month',
  'UTC'
)
group by 1
having count(distinct hour) >= 100
order by 1
