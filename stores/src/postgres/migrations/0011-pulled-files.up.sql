create table ops.pulled_files (
  source text not null,
  url text not null,
  etag text,
  last_modified text,
  bytes bigint not null,
  sha256 text not null,
  archive_path text not null,
  file text references ops.files (id) on delete set null,
  pulled_at timestamptz not null default now(),
  primary key (source, url)
);
comment on table ops.pulled_files is 'Files that were had by URL: which version of each we have, so that an unchanged one is not had again.';
comment on column ops.pulled_files.source is 'Source that pulls it.';
comment on column ops.pulled_files.url is 'Where it was had.';
comment on column ops.pulled_files.etag is 'Version that its server names (ETag); null where it names none.';
comment on column ops.pulled_files.last_modified is 'When it was changed last, as its server writes it (Last-Modified); null where it says nothing.';
comment on column ops.pulled_files.bytes is 'Size, in bytes.';
comment on column ops.pulled_files.sha256 is 'SHA-256 (hex) of its bytes.';
comment on column ops.pulled_files.archive_path is 'Where its bytes lie in the raw archive.';
comment on column ops.pulled_files.file is 'Its row in ops.files, where a mapping reads it; null where it is kept as it is.';
comment on column ops.pulled_files.pulled_at is 'When this version was had.';
