drop table ops.card_diagnoses;

delete from ops.runs where kind = 'diagnosis';
alter table ops.runs drop constraint runs_kind_check;
alter table ops.runs add constraint runs_kind_check check (kind in ('flow', 'forecast', 'replay', 'model'));
