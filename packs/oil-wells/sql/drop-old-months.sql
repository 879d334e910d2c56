-- Daily figures of months that ended before the retention are dropped as partitions. The setting `oil-wells-retention-months` says how many months
-- are kept; ten years where it is not set.
select ops.drop_month_partitions(
  'dds.well_days',
  now() - coalesce((select value::text::int from ops.settings where name = 'oil-wells-retention-months'), 120) * interval '1 month'
);
