alter table ops.signals drop column stale_after_ms;
drop table ops.rejected_rows, ops.raw_files;
