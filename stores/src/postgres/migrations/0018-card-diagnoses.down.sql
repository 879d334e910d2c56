drop table ops.card_diagnoses;

delete from ops.runs where kind = 'diagnosis';
alter table ops.runs drop constraint runs_kind_check;
alter table ops.runs add constraint runs_kind_check check (kind in ('flow', 'forecast', 'replay', 'model'));
comment on column ops.runs.kind is 'flow, forecast, replay or model (training, back-test, check of an upload).';
