create table ops.source_positions (
  source text not null,
  stream text not null,
  position bigint not null,
  cursor text not null default '',
  ingestor text not null,
  updated_at timestamptz not null default now(),
  primary key (source, stream)
);
comment on table ops.source_positions is 'How far each source has been taken in: everything up to here is in Postgres.';
comment on column ops.source_positions.source is 'Name of the source in its configuration.';
comment on column ops.source_positions.stream is 'Part of the source with an order of its own: topic/partition, file, feed.';
comment on column ops.source_positions.position is 'Grows along the stream: offset, byte, page.';
comment on column ops.source_positions.cursor is 'What the source needs to go on, where a number does not say it.';
comment on column ops.source_positions.ingestor is 'Ingestor that took it in.';
comment on column ops.source_positions.updated_at is 'When it moved last.';
