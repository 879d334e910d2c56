alter table ops.signals drop column show_models;
