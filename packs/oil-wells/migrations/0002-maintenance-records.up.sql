create table ods.maintenance_records (
  id text primary key,
  well_id text not null,
  date timestamptz not null,
  kind text not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  reason text,
  equipment text,
  description text,
  doc_link text,
  received_at timestamptz not null default now(),
  source text,
  batch_id text
);
create index maintenance_records_by_well on ods.maintenance_records (well_id, started_at desc);
comment on table ods.maintenance_records is 'Repairs of wells as received, one row a repair. Main questions: the repairs of a well over time; what failures are learnt from.';
comment on column ods.maintenance_records.id is 'Name of the repair in its source: the natural key.';
comment on column ods.maintenance_records.well_id is 'Well.';
comment on column ods.maintenance_records.date is 'When it was reported.';
comment on column ods.maintenance_records.kind is 'current, capital: a failed pump; planned: not.';
comment on column ods.maintenance_records.started_at is 'When the pump failed or was stopped.';
comment on column ods.maintenance_records.finished_at is 'When it ran again; null while it stands.';
comment on column ods.maintenance_records.reason is 'Cause that was found.';
comment on column ods.maintenance_records.equipment is 'What was repaired or replaced.';
comment on column ods.maintenance_records.description is 'A note.';
comment on column ods.maintenance_records.doc_link is 'A document.';
comment on column ods.maintenance_records.received_at is 'When the ingestor received the row.';
comment on column ods.maintenance_records.source is 'Who sent it.';
comment on column ods.maintenance_records.batch_id is 'Request that brought it.';
