alter table ops.vintage_scores drop column calibrated;
