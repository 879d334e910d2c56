-- Which other signals drive a signal and are known ahead.
alter table ops.signals add column drivers jsonb not null default '[]';
comment on column ops.signals.drivers is 'Signals that drive this one: measurement, field, asset (absent = the same), plan (where future values stand), missing (refuse, hold, zero).';
