create table ops.source_events (
  source text not null,
  stream text not null,
  partition integer not null,
  position bigint not null,
  happened_at timestamptz not null,
  key text not null,
  headers jsonb not null,
  payload text not null,
  primary key (source, stream, partition, position)
);
comment on table ops.source_events is 'The last few events of each stream of a source, for people who look; nothing is built on it.';
comment on column ops.source_events.source is 'Name of the source in its configuration.';
comment on column ops.source_events.stream is 'Topic or feed.';
comment on column ops.source_events.partition is 'Partition of the topic.';
comment on column ops.source_events.position is 'Offset in the partition.';
comment on column ops.source_events.happened_at is 'Timestamp of the event.';
comment on column ops.source_events.key is 'Key of the event, empty where it has none.';
comment on column ops.source_events.headers is 'Headers of the event as text.';
comment on column ops.source_events.payload is 'Beginning of the payload as text.';
