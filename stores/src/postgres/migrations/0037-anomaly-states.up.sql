create table ops.anomaly_states (
  asset text not null,
  measurement text not null,
  field text not null,
  tags jsonb not null,
  time_ns bigint not null,
  interval_ms bigint not null,
  season_steps integer not null,
  centre double precision not null,
  unit double precision not null,
  state real[] not null,
  saved_at timestamptz not null default now(),
  primary key (measurement, field, tags)
);
comment on table ops.anomaly_states is 'Where the scoring of each series for anomalies goes on after a restart: a state some readings back; what came since is scored again and gives the same scores.';
comment on column ops.anomaly_states.asset is 'Asset of the signal.';
comment on column ops.anomaly_states.measurement is 'Measurement of the signal.';
comment on column ops.anomaly_states.field is 'Field of the signal.';
comment on column ops.anomaly_states.tags is 'All tags of the series, asset among them.';
comment on column ops.anomaly_states.time_ns is 'Time of the last reading in the state, ns since the epoch.';
comment on column ops.anomaly_states.interval_ms is 'Interval of the signal that the state was learnt with, ms; another one begins anew.';
comment on column ops.anomaly_states.season_steps is 'Season that the state was learnt with, in intervals; another one begins anew.';
comment on column ops.anomaly_states.centre is 'What readings are scaled by: this first taken off, in the unit of the signal.';
comment on column ops.anomaly_states.unit is 'What readings are scaled by: then divided by this.';
comment on column ops.anomaly_states.state is 'Level, trend, spread, both sides of the CUSUM, tail, then one number a place of the season; scaled.';
comment on column ops.anomaly_states.saved_at is 'When it was saved.';
