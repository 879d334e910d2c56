drop function ops.drop_month_partitions(regclass, timestamptz);
drop function ops.make_month_partition(regclass, timestamptz);
