-- Who set a named setting when: forms show it, and what was before can be read again.
create table ops.setting_history (
  id bigint generated always as identity primary key,
  name text not null,
  value jsonb not null,
  changed_at timestamptz not null default now(),
  changed_by text not null
);
create index on ops.setting_history (name, id desc);
comment on table ops.setting_history is 'Every version of the named settings. Main question: who set it so, and when.';
comment on column ops.setting_history.id is 'Order of changes.';
comment on column ops.setting_history.name is 'Name of the setting.';
comment on column ops.setting_history.value is 'Its value from then on.';
comment on column ops.setting_history.changed_at is 'When it was set.';
comment on column ops.setting_history.changed_by is 'Who set it.';
