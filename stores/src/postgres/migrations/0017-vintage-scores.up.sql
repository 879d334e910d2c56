create table ops.vintage_scores (
  asset text not null,
  measurement text not null,
  field text not null,
  model text not null,
  issued_at timestamptz not null,
  champion boolean not null,
  cutoff timestamptz not null,
  horizon_end timestamptz not null,
  settled boolean not null default false,
  scored_at timestamptz,
  corrections integer not null default 0,
  n integer not null default 0,
  scale double precision,
  absolute_error double precision not null default 0,
  error double precision not null default 0,
  actual double precision not null default 0,
  naive_absolute_error double precision,
  pinball double precision not null default 0,
  hits_50 integer not null default 0,
  hits_80 integer not null default 0,
  hits_95 integer not null default 0,
  interval_50 double precision not null default 0,
  interval_80 double precision not null default 0,
  interval_95 double precision not null default 0,
  first_error double precision,
  first_hit_80 boolean,
  primary key (asset, measurement, field, model, issued_at)
);
create index vintage_scores_open on ops.vintage_scores (cutoff) where not settled;
create index vintage_scores_by_end on ops.vintage_scores (horizon_end);
create index vintage_scores_by_time on ops.vintage_scores (issued_at desc);
comment on table ops.vintage_scores is 'Each vintage judged by what came, as sums that roll up. Main questions: how good have the forecasts of a signal and model been lately, do their intervals hold, do they lean to one side.';
comment on column ops.vintage_scores.asset is 'Asset of the signal.';
comment on column ops.vintage_scores.measurement is 'Measurement of the signal.';
comment on column ops.vintage_scores.field is 'Field of the signal.';
comment on column ops.vintage_scores.model is 'Model of the vintage, as name@version.';
comment on column ops.vintage_scores.issued_at is 'When the vintage was issued.';
comment on column ops.vintage_scores.champion is 'True for the model that was published.';
comment on column ops.vintage_scores.cutoff is 'Time of the last reading that the vintage used.';
comment on column ops.vintage_scores.horizon_end is 'Time of the last step of the vintage.';
comment on column ops.vintage_scores.settled is 'True when every step was judged, or is so late that it counts as missing. A late correction still changes the figures.';
comment on column ops.vintage_scores.scored_at is 'When the figures last changed; null = nothing of the horizon has come yet.';
comment on column ops.vintage_scores.corrections is 'How often a late or corrected reading changed the figures after they were settled.';
comment on column ops.vintage_scores.n is 'Steps that met a reading.';
comment on column ops.vintage_scores.scale is 'Mean absolute one-step error of the seasonal naive in the 26 cycles before the cutoff, the yardstick of MASE; null or 0 = none.';
comment on column ops.vintage_scores.absolute_error is 'Sum over the steps of |expected value - reading|, in the unit of the signal.';
comment on column ops.vintage_scores.error is 'Sum over the steps of expected value - reading; above 0 the forecast was too high.';
comment on column ops.vintage_scores.actual is 'Sum over the steps of |reading|.';
comment on column ops.vintage_scores.naive_absolute_error is 'Sum over the same steps of the error of the seasonal naive forecast from the same cutoff; null = unknown.';
comment on column ops.vintage_scores.pinball is 'Sum over the steps of the mean pinball loss of the seven quantiles.';
comment on column ops.vintage_scores.hits_50 is 'Steps whose reading the 50 % interval held.';
comment on column ops.vintage_scores.hits_80 is 'Steps whose reading the 80 % interval held.';
comment on column ops.vintage_scores.hits_95 is 'Steps whose reading the 95 % interval held.';
comment on column ops.vintage_scores.interval_50 is 'Sum over the steps of the interval score at 50 %: width, and 2/alpha times what the reading lies outside.';
comment on column ops.vintage_scores.interval_80 is 'Sum over the steps of the interval score at 80 %.';
comment on column ops.vintage_scores.interval_95 is 'Sum over the steps of the interval score at 95 %.';
comment on column ops.vintage_scores.first_error is 'Expected value - reading at the first step: hardly correlated from vintage to vintage, so bias is told by it.';
comment on column ops.vintage_scores.first_hit_80 is 'Whether the 80 % interval held the reading of the first step.';
insert into ops.vintage_scores (asset, measurement, field, model, issued_at, champion, cutoff, horizon_end)
select asset, measurement, field, model, issued_at, champion, cutoff, cutoff + step_ms * steps * interval '1 millisecond'
from ops.forecasts;
