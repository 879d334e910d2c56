create table ops.breaches (
  asset text not null,
  measurement text not null,
  field text not null,
  limit_kind text not null check (limit_kind in ('low-low', 'low', 'high', 'high-high')),
  limit_value double precision not null,
  model text not null,
  issued_at timestamptz not null,
  cutoff timestamptz not null,
  horizon_end timestamptz not null,
  probability double precision not null,
  raw_probability double precision not null,
  p10_at timestamptz,
  p50_at timestamptz,
  p90_at timestamptz,
  skill double precision,
  judged integer not null,
  events integer not null,
  grounds text not null check (grounds in ('limit', 'stand-ins', 'none')),
  shown boolean not null,
  run_id text not null,
  outcome text not null default 'open' check (outcome in ('open', 'came', 'did-not-come', 'unknown')),
  came_at timestamptz,
  primary key (asset, measurement, field, limit_kind, issued_at)
);
create index breaches_open on ops.breaches (horizon_end) where outcome = 'open';
create index breaches_by_time on ops.breaches (issued_at desc);
comment on table ops.breaches is 'Predicted breaches, one a limit and vintage, and whether they came. Main questions: when will a limit be crossed, and can such a prediction be believed.';
comment on column ops.breaches.asset is 'Asset of the signal.';
comment on column ops.breaches.measurement is 'Measurement of the signal.';
comment on column ops.breaches.field is 'Field of the signal.';
comment on column ops.breaches.limit_kind is 'low-low, low, high or high-high.';
comment on column ops.breaches.limit_value is 'The limit as it was at that time, in the unit of the signal.';
comment on column ops.breaches.model is 'Model whose forecast and past errors it is made of, as name@version.';
comment on column ops.breaches.issued_at is 'When it was predicted: issued_at of the vintage.';
comment on column ops.breaches.cutoff is 'Time of the last reading that was used.';
comment on column ops.breaches.horizon_end is 'Time of the last step of the forecast.';
comment on column ops.breaches.probability is 'Of a crossing within the horizon, recalibrated on past origins.';
comment on column ops.breaches.raw_probability is 'Share of past error paths that cross, before recalibration.';
comment on column ops.breaches.p10_at is 'By then the limit is crossed with a probability of 0.1; null = not within the horizon.';
comment on column ops.breaches.p50_at is 'By then the limit is crossed with a probability of 0.5; null = not within the horizon.';
comment on column ops.breaches.p90_at is 'By then the limit is crossed with a probability of 0.9; null = not within the horizon.';
comment on column ops.breaches.skill is 'Brier skill of such probabilities at past origins; null = not known.';
comment on column ops.breaches.judged is 'Past predictions behind the skill.';
comment on column ops.breaches.events is 'How many of those came.';
comment on column ops.breaches.grounds is 'What was predicted in the past: the limit itself, stand-ins as hard to reach, or none.';
comment on column ops.breaches.shown is 'False: no skill, so it is kept and neither shown nor alerted on.';
comment on column ops.breaches.run_id is 'Run that predicted it.';
comment on column ops.breaches.outcome is 'open until the horizon is over or the limit is crossed; unknown = no reading came.';
comment on column ops.breaches.came_at is 'Time of the first reading beyond the limit.';
