drop table ops.source_events;
