-- The facts of the days $1 … $2 are to be made anew.
insert into dds.delivery_changed_hours (fact, hour)
select fact, hour
from generate_series($1::date::timestamp at time zone 'UTC', ($2::date + 1)::timestamp at time zone 'UTC' - interval '1 hour', interval '1 hour') as hours (hour)
cross join (values ('orders'), ('events')) as facts (fact);
