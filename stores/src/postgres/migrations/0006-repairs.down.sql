drop index ops.quarantine_by_source;
alter table ops.quarantine
  drop column kind,
  drop column precision,
  drop column token,
  drop column covers,
  drop column is_part,
  drop column corrected,
  drop column attempts,
  drop column last_reason,
  drop column settled_reason,
  drop column changed_by,
  drop column changed_at;
delete from ops.runs where kind = 'replay';
alter table ops.runs drop constraint runs_kind_check;
alter table ops.runs add constraint runs_kind_check check (kind in ('flow', 'forecast'));
comment on column ops.runs.kind is 'flow or forecast.';
