-- Months of so many hours whose deliveries changed that their largest mart is built as a whole.
select date_trunc('month', hour, 'UTC') as month
from dds.delivery_made_hours
where what = 'assigned'
group by 1
having count(distinct hour) >= 100
order by 1
