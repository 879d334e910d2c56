create schema if not exists stg;
create schema if not exists ods;
create schema if not exists dds;
create schema if not exists mart;
create schema if not exists ops;
comment on schema stg is 'Records as received.';
comment on schema ods is 'Records typed and current.';
comment on schema dds is 'Facts, partitioned by month.';
comment on schema mart is 'Views and tables that dashboards and people read.';
comment on schema ops is 'What Wellhead knows of itself.';

create table ops.assets (
  id text primary key,
  parent text references ops.assets (id) on delete set null,
  kind text not null,
  title text not null,
  pack text not null
);
comment on table ops.assets is 'Things watched, as a tree.';

create table ops.signals (
  asset text not null references ops.assets (id) on delete cascade,
  measurement text not null,
  field text not null,
  title text not null,
  unit text not null default '',
  interval_ms bigint not null check (interval_ms > 0),
  season_steps integer not null default 1,
  horizon_steps integer not null default 0,
  sum_of text[] not null default '{}',
  non_negative boolean not null default false,
  pack text not null,
  primary key (asset, measurement, field)
);
comment on table ops.signals is 'Measured quantities of assets.';

create table ops.limits (
  asset text not null,
  measurement text not null,
  field text not null,
  kind text not null check (kind in ('low-low', 'low', 'high', 'high-high')),
  value double precision not null,
  source text not null default '',
  changed_by text not null default 'pack',
  changed_at timestamptz not null default now(),
  primary key (asset, measurement, field, kind),
  foreign key (asset, measurement, field) references ops.signals (asset, measurement, field) on delete cascade
);
comment on table ops.limits is 'Limits of signals as they are now, in the unit of the signal.';

create table ops.limit_history (
  id bigint generated always as identity primary key,
  asset text not null,
  measurement text not null,
  field text not null,
  kind text not null,
  old_value double precision,
  new_value double precision,
  changed_by text not null,
  changed_at timestamptz not null default now()
);
comment on table ops.limit_history is 'Every change of a limit.';

create table ops.field_types (
  measurement text not null,
  field text not null,
  type text not null check (type in ('float', 'integer', 'unsigned', 'boolean', 'string')),
  registered_at timestamptz not null default now(),
  primary key (measurement, field)
);
comment on table ops.field_types is 'Type of each measurement.field; the first one wins, in every store.';

create table ops.tokens (
  id text primary key,
  name text not null,
  hash bytea not null unique,
  scopes text[] not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  revoked_at timestamptz
);
comment on table ops.tokens is 'Hashed tokens (SHA-256 of 256 random bits) and what they may do: write, read, manage.';

create table ops.quarantine (
  id bigint generated always as identity primary key,
  received_at timestamptz not null,
  source text not null,
  refused_by text not null,
  reason text not null,
  raw text not null,
  place jsonb not null default '{}',
  spool_sequence bigint,
  state text not null default 'open' check (state in ('open', 'replayed', 'dismissed')),
  unique (source, spool_sequence, refused_by, place)
);
create index quarantine_open on ops.quarantine (received_at desc) where state = 'open';
comment on table ops.quarantine is 'Refused input, kept with its reason.';

create table ops.ledger (
  ingestor text not null,
  source text not null,
  hour timestamptz not null,
  received bigint not null default 0,
  accepted bigint not null default 0,
  quarantined bigint not null default 0,
  primary key (ingestor, source, hour)
);
comment on table ops.ledger is 'Rows by source and hour: received = accepted + quarantined.';

create table ops.sink_cursors (
  ingestor text not null,
  sink text not null,
  sequence bigint not null,
  delivered bigint not null default 0,
  updated_at timestamptz not null default now(),
  primary key (ingestor, sink)
);
comment on table ops.sink_cursors is 'Spool sequence up to which a Postgres-side sink has stored everything.';

create table ops.runs (
  id text primary key,
  kind text not null check (kind in ('flow', 'forecast')),
  name text not null,
  reason text not null,
  state text not null check (state in ('running', 'succeeded', 'failed')),
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  attempt integer not null default 1,
  detail jsonb not null default '{}',
  error text
);
create index runs_by_name on ops.runs (kind, name, started_at desc);
comment on table ops.runs is 'One row a run of a flow or of the forecaster.';

create table ops.run_logs (
  id bigint generated always as identity primary key,
  run_id text not null references ops.runs (id) on delete cascade,
  at timestamptz not null default now(),
  level text not null check (level in ('info', 'warn', 'error')),
  step text not null default '',
  message text not null,
  fields jsonb not null default '{}'
);
create index run_logs_by_run on ops.run_logs (run_id, id);
comment on table ops.run_logs is 'What a run said, in order.';

create table ops.models (
  name text not null,
  version integer not null,
  kind text not null,
  sha256 text not null,
  bytes bytea,
  card jsonb not null default '{}',
  status text not null check (status in ('candidate', 'champion', 'retired')),
  created_at timestamptz not null default now(),
  primary key (name, version)
);
comment on table ops.models is 'Models: bytes, kind, card, status.';

create table ops.forecasts (
  asset text not null,
  measurement text not null,
  field text not null,
  model text not null,
  issued_at timestamptz not null,
  cutoff timestamptz not null,
  step_ms bigint not null,
  steps integer not null,
  mean float8[] not null,
  q0025 float8[] not null,
  q10 float8[] not null,
  q25 float8[] not null,
  q50 float8[] not null,
  q75 float8[] not null,
  q90 float8[] not null,
  q975 float8[] not null,
  calibrated boolean not null,
  origins integer not null,
  run_id text not null,
  champion boolean not null,
  primary key (asset, measurement, field, model, issued_at)
);
create index forecasts_newest on ops.forecasts (asset, measurement, field, issued_at desc) where champion;
comment on table ops.forecasts is 'Vintages: each forecast as it was issued. champion marks the model that was published.';

create table ops.scores (
  asset text not null,
  measurement text not null,
  field text not null,
  model text not null,
  scored_at timestamptz not null,
  run_id text not null,
  mase double precision,
  wape double precision,
  pinball double precision not null,
  origins integer not null,
  coverage jsonb not null,
  champion boolean not null,
  primary key (asset, measurement, field, model, scored_at)
);
comment on table ops.scores is 'Back-test of each model on each signal: errors from rolling origins and realised coverage.';

create table ops.notifications (
  id bigint generated always as identity primary key,
  received_at timestamptz not null default now(),
  status text not null,
  title text not null,
  message text not null,
  body jsonb not null
);
comment on table ops.notifications is 'Alert notifications that Grafana delivered to our webhook.';

create table ops.settings (
  name text primary key,
  value jsonb not null,
  changed_at timestamptz not null default now()
);
comment on table ops.settings is 'Named settings as JSON.';

create table ops.packs (
  name text primary key,
  manifest jsonb not null,
  loaded_at timestamptz not null default now()
);
comment on table ops.packs is 'Manifests of the packs that are loaded: record types, marts, flows.';
