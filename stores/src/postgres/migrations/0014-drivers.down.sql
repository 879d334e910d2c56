alter table ops.signals drop column drivers;
