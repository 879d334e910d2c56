-- Who mapped a tag to what, and who stopped watching it: Settings shows it.
create table ops.tag_history (
  id bigint generated always as identity primary key,
  tag text not null,
  asset text,
  measurement text,
  field text,
  unit text,
  changed_at timestamptz not null default now(),
  changed_by text not null
);
create index on ops.tag_history (tag, id desc);
comment on table ops.tag_history is 'Every change that somebody made to the map of tags; what packs bring is not in it. Main question: who mapped a tag so, and when.';
comment on column ops.tag_history.id is 'Order of changes.';
comment on column ops.tag_history.tag is 'Name of the tag.';
comment on column ops.tag_history.asset is 'Asset that it means from then on; null: it is not watched any more.';
comment on column ops.tag_history.measurement is 'Measurement that it means from then on; null: it is not watched any more.';
comment on column ops.tag_history.field is 'Field that it means from then on; null: it is not watched any more.';
comment on column ops.tag_history.unit is 'Unit of its values from then on, empty: that of the signal; null: it is not watched any more.';
comment on column ops.tag_history.changed_at is 'When it was changed.';
comment on column ops.tag_history.changed_by is 'Who changed it.';
