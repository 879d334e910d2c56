-- Hours that are over: the readings of an hour are sent when it is complete.
update dds.delivery_unpublished_hours set taken = true where hour < date_trunc('hour', now(), 'UTC');
