-- Feeding again what was kept is a run like others.
alter table ops.runs drop constraint runs_kind_check;
alter table ops.runs add constraint runs_kind_check check (kind in ('flow', 'forecast', 'replay'));
comment on column ops.runs.kind is 'flow, forecast or replay.';

-- What it takes to let refused input come in again as it came, and what was done about it.
alter table ops.quarantine
  add column kind text not null default 'lines' check (kind in ('lines', 'points', 'records')),
  add column precision text not null default 'ns' check (precision in ('ns', 'us', 'ms', 's', 'm', 'h')),
  add column token text not null default '',
  add column covers bigint not null default 1 check (covers >= 0),
  add column is_part boolean not null default false,
  add column corrected text,
  add column attempts integer not null default 0,
  add column last_reason text,
  add column settled_reason text,
  add column changed_by text,
  add column changed_at timestamptz;
update ops.quarantine set kind = case when place ? 'recordType' then 'records' when place ? 'index' then 'points' else 'lines' end;
create index quarantine_by_source on ops.quarantine (source, id desc);
comment on column ops.quarantine.kind is 'What it is: lines of line protocol, points (JSON) or records.';
comment on column ops.quarantine.precision is 'Unit of the times in it: ns, us, ms, s, m, h.';
comment on column ops.quarantine.token is 'Token that sent it.';
comment on column ops.quarantine.covers is 'Lines, points or rows that it stands for in the ledger; several where one row tells of the rest of a body, 0 for what was accepted and refused by a store later.';
comment on column ops.quarantine.is_part is 'True: raw is only the beginning; all of it lies in the spool or the raw archive.';
comment on column ops.quarantine.corrected is 'The line or row as a person corrected it; raw stays as it came.';
comment on column ops.quarantine.attempts is 'How often it was let in again and refused again.';
comment on column ops.quarantine.last_reason is 'Why it was refused the last time; null = never tried again.';
comment on column ops.quarantine.settled_reason is 'Why it was dismissed.';
comment on column ops.quarantine.changed_by is 'Who corrected or dismissed it last.';
comment on column ops.quarantine.changed_at is 'When that was.';
