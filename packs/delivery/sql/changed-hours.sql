-- Deliveries that changed mark the hours of their orders. Those whose order is not there yet wait for it: it marks its hour when it comes.
create temporary table taken_ids (first bigint not null, after bigint not null) on commit drop;
with taken as (delete from dds.delivery_changed_ids returning first, after)
insert into taken_ids select lower(part), upper(part) from (select unnest(range_agg(int8range(first, after))) as part from taken) parts;
analyze taken_ids;

insert into dds.delivery_changed_hours (fact, hour)
select distinct 'orders', date_bin('1 hour', o.registered_at, timestamptz 'epoch')
from taken_ids t
join ods.orders o on o.id >= t.first and o.id < t.after;
