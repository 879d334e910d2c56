-- When the asset of a signal runs: readings while it stands tell nothing of what is forecast.
alter table ops.signals add column runs_while jsonb;
comment on column ops.signals.runs_while is 'State signal of the same asset that tells when it runs (measurement, field, above, settlesMs); readings at other times are missing to forecasts. Null: all of them count.';
