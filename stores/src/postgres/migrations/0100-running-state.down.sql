alter table ops.signals drop column runs_while;
