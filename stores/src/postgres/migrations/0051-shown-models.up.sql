-- Which models of a signal are published beside the champion.
alter table ops.signals add column show_models text[] not null default '{}';
comment on column ops.signals.show_models is 'Models that are published beside the champion, whichever wins, by their names without version.';
