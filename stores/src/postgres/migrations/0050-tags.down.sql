drop table ops.tags;
