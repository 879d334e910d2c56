create table ops.raw_files (
  flow text not null,
  step text not null,
  day date not null,
  url text not null,
  etag text,
  last_modified text,
  bytes bigint not null,
  sha256 text not null,
  archive_path text not null,
  extracted_at timestamptz not null default now(),
  primary key (flow, step, day)
);
comment on table ops.raw_files is 'Raw files that flows have brought, the newest version of each day: where it lies in the raw archive. Main question: what was the input of a flow for a day.';
comment on column ops.raw_files.flow is 'Flow that brought it.';
comment on column ops.raw_files.step is 'Extract step of that flow.';
comment on column ops.raw_files.day is 'Day that the file is about.';
comment on column ops.raw_files.url is 'Where it was had.';
comment on column ops.raw_files.etag is 'Version that its server names (ETag); null where it names none.';
comment on column ops.raw_files.last_modified is 'When it was changed last, as its server writes it (Last-Modified); null where it says nothing.';
comment on column ops.raw_files.bytes is 'Size, in bytes.';
comment on column ops.raw_files.sha256 is 'SHA-256 (hex) of its bytes.';
comment on column ops.raw_files.archive_path is 'Where its bytes lie in the raw archive.';
comment on column ops.raw_files.extracted_at is 'When this version was had.';

create table ops.rejected_rows (
  flow text not null,
  step text not null,
  day date not null,
  number integer not null,
  line bigint,
  reason text not null,
  content text not null,
  rejected_at timestamptz not null default now(),
  primary key (flow, step, day, number)
);
comment on table ops.rejected_rows is 'Rows of raw files that a transform step refused, those of the newest run of a day, the first 10,000 of each. Main question: why is a row of a file not in the warehouse.';
comment on column ops.rejected_rows.flow is 'Flow that refused it.';
comment on column ops.rejected_rows.step is 'Transform step of that flow.';
comment on column ops.rejected_rows.day is 'Day of the file.';
comment on column ops.rejected_rows.number is 'Number of the refused row within its day, from 1.';
comment on column ops.rejected_rows.line is 'Line in the file, from 1, where the line itself could not be read; null where its values were refused.';
comment on column ops.rejected_rows.reason is 'Why it was refused.';
comment on column ops.rejected_rows.content is 'The line as it stands in the file, or the row as JSON.';
comment on column ops.rejected_rows.rejected_at is 'When the run refused it.';

alter table ops.signals add column stale_after_ms bigint;
comment on column ops.signals.stale_after_ms is 'Age of the newest reading from which it is overdue, in ms; null = three intervals.';
