create table ods.lab_results (
  id text primary key,
  well_id text not null,
  date timestamptz not null,
  sample_id text not null,
  property text not null,
  value double precision not null,
  unit text not null,
  method text,
  description text,
  doc_link text,
  received_at timestamptz not null default now(),
  source text,
  batch_id text
);
create index lab_results_by_well on ods.lab_results (well_id, date desc);
comment on table ods.lab_results is 'Laboratory results of produced fluids as received, one row a property of a sample. Main questions: the results of a well over time; one property over all wells.';
comment on column ods.lab_results.id is 'Name of the row in its source: the natural key.';
comment on column ods.lab_results.well_id is 'Well.';
comment on column ods.lab_results.date is 'When the sample was taken.';
comment on column ods.lab_results.sample_id is 'Name of the sample: results of one sample share it.';
comment on column ods.lab_results.property is 'What was measured: density_20c, water_cut, salts, paraffin, sulphur, h2s, viscosity …';
comment on column ods.lab_results.value is 'Result.';
comment on column ods.lab_results.unit is 'Unit of the result, such as kg/m3, percent, mg/l.';
comment on column ods.lab_results.method is 'Method of the test, such as GOST 3900.';
comment on column ods.lab_results.description is 'A note.';
comment on column ods.lab_results.doc_link is 'A document.';
comment on column ods.lab_results.received_at is 'When the ingestor received the row.';
comment on column ods.lab_results.source is 'Who sent it.';
comment on column ods.lab_results.batch_id is 'Request that brought it.';

create table ods.well_tests (
  id text primary key,
  well_id text not null,
  date timestamptz not null,
  kind text not null,
  duration_h double precision,
  reservoir_pressure_bar double precision,
  bottom_hole_pressure_bar double precision,
  productivity_index_m3_d_bar double precision,
  skin double precision,
  level_m double precision,
  description text,
  doc_link text,
  received_at timestamptz not null default now(),
  source text,
  batch_id text
);
create index well_tests_by_well on ods.well_tests (well_id, date desc);
comment on table ods.well_tests is 'Tests of wells as received, one row a test. Main questions: the tests of a well over time; its newest reservoir pressure and productivity index.';
comment on column ods.well_tests.id is 'Name of the row in its source: the natural key.';
comment on column ods.well_tests.well_id is 'Well.';
comment on column ods.well_tests.date is 'When the test ended.';
comment on column ods.well_tests.kind is 'What was done. One of pressure-build-up, static-level, dynamic-level, flow-after-flow.';
comment on column ods.well_tests.duration_h is 'How long it took, h.';
comment on column ods.well_tests.reservoir_pressure_bar is 'Pressure of the reservoir, bar.';
comment on column ods.well_tests.bottom_hole_pressure_bar is 'Flowing bottom-hole pressure, bar.';
comment on column ods.well_tests.productivity_index_m3_d_bar is 'Productivity index, m³ a day and bar.';
comment on column ods.well_tests.skin is 'Skin factor, without unit.';
comment on column ods.well_tests.level_m is 'Static or dynamic level below the wellhead, m.';
comment on column ods.well_tests.description is 'A note.';
comment on column ods.well_tests.doc_link is 'A document.';
comment on column ods.well_tests.received_at is 'When the ingestor received the row.';
comment on column ods.well_tests.source is 'Who sent it.';
comment on column ods.well_tests.batch_id is 'Request that brought it.';

create table ods.well_docs (
  id text primary key,
  well_id text not null,
  date timestamptz not null,
  title text not null,
  kind text not null,
  file text,
  description text,
  doc_link text,
  received_at timestamptz not null default now(),
  source text,
  batch_id text
);
create index well_docs_by_well on ods.well_docs (well_id, date desc);
comment on table ods.well_docs is 'Technical and production documents of wells as received, one row a document; its bytes are in the raw archive. Main question: the documents of a well.';
comment on column ods.well_docs.id is 'Name of the row in its source: the natural key.';
comment on column ods.well_docs.well_id is 'Well.';
comment on column ods.well_docs.date is 'Date of the document.';
comment on column ods.well_docs.title is 'Title.';
comment on column ods.well_docs.kind is 'passport, act, scheme, plan, photograph …';
comment on column ods.well_docs.file is 'Name of the file.';
comment on column ods.well_docs.description is 'A note.';
comment on column ods.well_docs.doc_link is 'A document.';
comment on column ods.well_docs.received_at is 'When the ingestor received the row.';
comment on column ods.well_docs.source is 'Who sent it.';
comment on column ods.well_docs.batch_id is 'Request that brought it.';

create table ods.model_results (
  id text primary key,
  well_id text not null,
  date timestamptz not null,
  model text not null,
  run text not null,
  quantity text not null,
  value double precision not null,
  description text,
  doc_link text,
  received_at timestamptz not null default now(),
  source text,
  batch_id text
);
create index model_results_by_well on ods.model_results (well_id, date desc);
comment on table ods.model_results is 'Results of integrated models (reservoir, well, network) as received, one row a quantity, well and day of a run. Main question: what the newest run says of a well and day, beside what was metered.';
comment on column ods.model_results.id is 'Name of the row in its source: the natural key.';
comment on column ods.model_results.well_id is 'Well.';
comment on column ods.model_results.date is 'Day that the result is about.';
comment on column ods.model_results.model is 'Name of the model.';
comment on column ods.model_results.run is 'Name of the run; later runs sort behind earlier ones of the same model.';
comment on column ods.model_results.quantity is 'What it is: liquid_m3_d, oil_m3_d, gas_m3_d, intake_pressure_bar.';
comment on column ods.model_results.value is 'Value, in the unit that the quantity ends with.';
comment on column ods.model_results.description is 'A note.';
comment on column ods.model_results.doc_link is 'A document.';
comment on column ods.model_results.received_at is 'When the ingestor received the row.';
comment on column ods.model_results.source is 'Who sent it.';
comment on column ods.model_results.batch_id is 'Request that brought it.';

create table ods.well_events (
  id text primary key,
  well_id text not null,
  date timestamptz not null,
  at timestamptz not null,
  kind text not null,
  text text not null,
  author text,
  description text,
  doc_link text,
  received_at timestamptz not null default now(),
  source text,
  batch_id text
);
create index well_events_by_well on ods.well_events (well_id, at desc);
comment on table ods.well_events is 'Event journal of wells as received, one row an entry. Main question: what happened at a well in a time.';
comment on column ods.well_events.id is 'Name of the row in its source: the natural key.';
comment on column ods.well_events.well_id is 'Well.';
comment on column ods.well_events.date is 'When the entry was written.';
comment on column ods.well_events.at is 'When it happened.';
comment on column ods.well_events.kind is 'start, stop, setting, observation, power, chemistry …';
comment on column ods.well_events.text is 'What happened.';
comment on column ods.well_events.author is 'Who wrote it.';
comment on column ods.well_events.description is 'A note.';
comment on column ods.well_events.doc_link is 'A document.';
comment on column ods.well_events.received_at is 'When the ingestor received the row.';
comment on column ods.well_events.source is 'Who sent it.';
comment on column ods.well_events.batch_id is 'Request that brought it.';

create table ods.pump_settings (
  id text primary key,
  well_id text not null,
  date timestamptz not null,
  pump_type text not null,
  nameplate_rate_m3_d double precision not null,
  setting_depth_m double precision,
  description text,
  doc_link text,
  received_at timestamptz not null default now(),
  source text,
  batch_id text
);
create index pump_settings_by_well on ods.pump_settings (well_id, date desc);
comment on table ods.pump_settings is 'Pumps as they hang in wells, one row an installation. Main question: the nameplate rate of the pump that runs in a well on a day.';
comment on column ods.pump_settings.id is 'Name of the row in its source: the natural key.';
comment on column ods.pump_settings.well_id is 'Well.';
comment on column ods.pump_settings.date is 'When the pump began to run.';
comment on column ods.pump_settings.pump_type is 'Type of the pump.';
comment on column ods.pump_settings.nameplate_rate_m3_d is 'Nameplate rate at 50 Hz, m³ a day.';
comment on column ods.pump_settings.setting_depth_m is 'Depth of the intake, m.';
comment on column ods.pump_settings.description is 'A note.';
comment on column ods.pump_settings.doc_link is 'A document.';
comment on column ods.pump_settings.received_at is 'When the ingestor received the row.';
comment on column ods.pump_settings.source is 'Who sent it.';
comment on column ods.pump_settings.batch_id is 'Request that brought it.';
