update ops.scores set pinball = 0 where pinball is null;
alter table ops.scores alter column pinball set not null;
comment on column ops.scores.pinball is 'Mean pinball loss over the quantiles, in the unit of the signal.';
