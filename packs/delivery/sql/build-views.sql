-- Builds the deliveries by hour and courier of the month $3 beside the ones that are there, from the facts.
set local work_mem = '128MB';
with taken as (
  delete from dds.delivery_made_hours
  where what = 'assigned' and hour >= $3::timestamptz and hour < date_trunc('month', $3::timestamptz + interval '40 days', 'UTC')
  returning hour
)
insert into dds.delivery_unpublished_hours (hour) select distinct hour from taken;

select ops.build_month('mart.hourly_deliveries_mv', $3::timestamptz, $rows$
  (hour, performer_id, deliveries, cost_total, cost_mean, completed, execution_s, execution_mean_s)
  select
    hour, performer_id, deliveries, cost_total, round(cost_mean, 2), completed, coalesce(execution_s, 0), execution_s / nullif(completed, 0)
  from (
    select
      date_bin('1 hour', assigned_at, timestamptz 'epoch') as hour, coalesce(performer_id, 0) as performer_id, count(*) as deliveries,
      sum(cost) as cost_total, avg(cost) as cost_mean, count(released_at) as completed,
      extract(epoch from sum(released_at - assigned_at))::float8 as execution_s
    from dds.fact_deliveries
    where assigned_at >= $1 and assigned_at < $2
    group by 1, 2
  ) by_courier
  order by hour, performer_id
$rows$);

-- The monthly mart is made from the hourly one when that is in place: one hour is left for the next step, which makes it then.
insert into dds.delivery_made_hours (what, hour) values ('assigned', $3::timestamptz);
