-- Work on models is a run like others.
alter table ops.runs drop constraint runs_kind_check;
alter table ops.runs add constraint runs_kind_check check (kind in ('flow', 'forecast', 'replay', 'model'));
comment on column ops.runs.kind is 'flow, forecast, replay or model (training, back-test, check of an upload).';

create table ops.run_records (
  run_id text primary key references ops.runs (id) on delete cascade,
  reproduction jsonb not null
);
comment on table ops.run_records is 'What it takes to do a run again and get the same numbers.';
comment on column ops.run_records.run_id is 'Run.';
comment on column ops.run_records.reproduction is 'Window and hash of the data, seed, configuration, versions of code, runtimes and models, hash of the numbers that came out.';

comment on table ops.models is 'Versions of models that have a file: candidates, champions, retired ones.';
comment on column ops.models.kind is 'Family: mlp, soft-sensor …';
comment on column ops.models.bytes is 'The ONNX file.';
comment on column ops.models.card is 'What the model says of itself: season, horizon, lags, training cutoff.';
alter table ops.models
  add column back_test jsonb,
  add column reproduction jsonb,
  add column created_by text not null default 'wellhead';
create unique index models_one_champion on ops.models (name) where status = 'champion';
comment on column ops.models.back_test is 'Its newest back-test: its error, that of the naive forecast and of the champion on the same origins.';
comment on column ops.models.reproduction is 'What it takes to train it again: window and hash of the data, seed, configuration, versions.';
comment on column ops.models.created_by is 'Who registered it.';

create table ops.model_history (
  id bigint generated always as identity primary key,
  name text not null,
  version integer not null,
  from_status text check (from_status in ('candidate', 'champion', 'retired')),
  to_status text not null check (to_status in ('candidate', 'champion', 'retired')),
  reason text not null,
  changed_by text not null,
  changed_at timestamptz not null default now(),
  foreign key (name, version) references ops.models (name, version) on delete cascade
);
create index model_history_by_model on ops.model_history (name, id);
comment on table ops.model_history is 'Every step of a model version: registered, promoted, retired.';
comment on column ops.model_history.id is 'Order.';
comment on column ops.model_history.name is 'Model.';
comment on column ops.model_history.version is 'Version.';
comment on column ops.model_history.from_status is 'What it was; null = it was registered.';
comment on column ops.model_history.to_status is 'What it became.';
comment on column ops.model_history.reason is 'Why.';
comment on column ops.model_history.changed_by is 'Who did it.';
comment on column ops.model_history.changed_at is 'When.';

create table ops.model_configs (
  name text not null,
  version integer not null,
  document jsonb,
  reason text not null default '',
  changed_by text not null,
  changed_at timestamptz not null default now(),
  primary key (name, version)
);
comment on table ops.model_configs is 'How signals are to be forecast: named documents, every version of them; the newest of a name holds.';
comment on column ops.model_configs.name is 'Name.';
comment on column ops.model_configs.version is 'Version, from 1.';
comment on column ops.model_configs.document is 'signals, horizonSteps, levels, models, drivers, priority; null = removed by this version.';
comment on column ops.model_configs.reason is 'Why it was changed.';
comment on column ops.model_configs.changed_by is 'Who changed it.';
comment on column ops.model_configs.changed_at is 'When.';
