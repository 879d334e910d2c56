-- Months whose hourly or monthly views are to be made.
select distinct date_trunc('month', hour, 'UTC') as month from dds.delivery_made_hours
union
select month from dds.delivery_changed_routes
order by 1
