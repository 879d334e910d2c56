alter table ops.runs drop constraint runs_kind_check;
delete from ops.runs where kind = 'report';
alter table ops.runs add constraint runs_kind_check check (kind in ('flow', 'forecast', 'replay', 'model', 'diagnosis'));
comment on column ops.runs.kind is 'flow, forecast, replay, model or diagnosis.';
drop table ops.reports;
