drop table ops.source_positions;
