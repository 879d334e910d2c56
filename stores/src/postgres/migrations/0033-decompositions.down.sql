drop table ops.decompositions;
