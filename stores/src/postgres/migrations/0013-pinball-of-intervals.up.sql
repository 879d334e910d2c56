alter table ops.scores alter column pinball drop not null;
update ops.scores set pinball = null where coverage = '{}'::jsonb;
comment on column ops.scores.pinball is 'Mean pinball loss over the quantiles, in the unit of the signal; null for a model that was scored without intervals.';
