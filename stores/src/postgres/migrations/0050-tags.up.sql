create table ops.tags (
  tag text primary key check (length(tag) between 1 and 255),
  asset text not null,
  measurement text not null,
  field text not null,
  unit text not null default '',
  pack text not null default '',
  changed_by text not null,
  changed_at timestamptz not null default now()
);
create index tags_by_signal on ops.tags (asset, measurement, field) include (tag, unit);
comment on table ops.tags is
  'What tags of historians and control systems mean. Main questions: which signal is this tag; which tag is this signal.';
comment on column ops.tags.tag is 'Name of the tag in the system that it comes from, at most 255 characters.';
comment on column ops.tags.asset is 'Asset that it is measured at.';
comment on column ops.tags.measurement is 'Measurement of its signal.';
comment on column ops.tags.field is 'Field of its signal.';
comment on column ops.tags.unit is 'Unit of its values where it is not that of the signal; empty: the same.';
comment on column ops.tags.pack is 'Pack that brought it; empty: a person did.';
comment on column ops.tags.changed_by is 'Who set it; pack: as the pack says.';
comment on column ops.tags.changed_at is 'When it was set.';
