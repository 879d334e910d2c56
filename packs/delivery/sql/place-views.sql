-- The months that were built take the place of what was there; those that get rows by the hour have their partition.
select ops.place_months('mart.hourly_deliveries_mv');
select ops.make_month_partition('mart.hourly_deliveries_mv', month)
from (select distinct date_trunc('month', hour, 'UTC') as month from dds.delivery_made_hours where what = 'assigned') months;
