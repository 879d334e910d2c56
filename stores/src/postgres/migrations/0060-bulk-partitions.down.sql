drop function ops.place_months(regclass);
drop function ops.hours_of_built_month(regclass, timestamptz, text);
drop function ops.build_month(regclass, timestamptz, text);
drop function ops.index_as_partition(regclass, regclass);
