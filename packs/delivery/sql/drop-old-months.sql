-- Facts of months that ended before the retention are dropped as partitions; hourly and monthly marts stay. The setting
-- `delivery-retention-months` says how many months are kept.
select
  ops.drop_month_partitions('dds.fact_orders', kept.since),
  ops.drop_month_partitions('dds.fact_deliveries', kept.since),
  ops.drop_month_partitions('dds.fact_events', kept.since)
from (
  select now() - coalesce((select value::text::int from ops.settings where name = 'delivery-retention-months'), 24) * interval '1 month' as since
) kept;

-- The months that rows may come for before the next run, so that none waits for its partition.
select
  ops.make_month_partition('dds.fact_orders', month),
  ops.make_month_partition('dds.fact_deliveries', month),
  ops.make_month_partition('dds.fact_events', month)
from (values (now()), (now() + interval '1 month')) as ahead (month);
