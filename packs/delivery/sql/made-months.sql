-- Months whose hourly views are to be made.
select distinct date_trunc('month', hour, 'UTC') as month from dds.delivery_made_hours order by 1
