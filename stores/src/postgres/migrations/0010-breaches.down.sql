drop table ops.breaches;
