-- Hours before an order in which nothing was ordered are sent as well: they are 0, not missing.
insert into dds.delivery_unpublished_hours (hour)
select distinct quiet.hour
from (select distinct hour from dds.delivery_unpublished_hours where not taken) h
join mart.hourly_orders_mv made on made.hour = h.hour
cross join lateral (
  select max(o.hour) as hour from mart.hourly_orders_mv o where o.hour < h.hour and o.hour >= h.hour - interval '7 days'
) earlier
cross join lateral generate_series(earlier.hour + interval '1 hour', h.hour - interval '1 hour', interval '1 hour') as quiet (hour)
where earlier.hour is not null;

-- Hours that are over: the readings of an hour are sent when it is complete.
update dds.delivery_unpublished_hours set taken = true where hour < date_trunc('hour', now(), 'UTC');
