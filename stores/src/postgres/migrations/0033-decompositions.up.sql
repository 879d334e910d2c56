create table ops.decompositions (
  asset text not null,
  measurement text not null,
  field text not null,
  model text not null,
  issued_at timestamptz not null,
  cutoff timestamptz not null,
  step_ms bigint not null,
  trend real[] not null,
  season real[] not null,
  remainder real[] not null,
  run_id text not null,
  primary key (asset, measurement, field)
);
comment on table ops.decompositions is 'Trend, season and remainder of the newest history of each signal, by its published model. Main question: what is trend, what is season, and what was out of the ordinary.';
comment on column ops.decompositions.asset is 'Asset of the signal.';
comment on column ops.decompositions.measurement is 'Measurement of the signal.';
comment on column ops.decompositions.field is 'Field of the signal.';
comment on column ops.decompositions.model is 'Published model that it is made of, as name@version.';
comment on column ops.decompositions.issued_at is 'issued_at of the vintage that it was made with.';
comment on column ops.decompositions.cutoff is 'Time of the last element of each array.';
comment on column ops.decompositions.step_ms is 'Milliseconds from one element to the next.';
comment on column ops.decompositions.trend is 'Level without the season, oldest first.';
comment on column ops.decompositions.season is 'What the season adds; 0 on the mean of a season.';
comment on column ops.decompositions.remainder is 'Reading minus trend and season; null where there is no reading.';
comment on column ops.decompositions.run_id is 'Run that made it.';
