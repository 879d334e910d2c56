create table ops.file_mappings (
  name text primary key,
  text text not null,
  hash text not null,
  changed_by text not null,
  changed_at timestamptz not null default now()
);
comment on table ops.file_mappings is 'How files are read: which columns are readings or records.';
comment on column ops.file_mappings.name is 'Name that an upload gives.';
comment on column ops.file_mappings.text is 'The mapping as a person wrote it, YAML.';
comment on column ops.file_mappings.hash is 'SHA-256 (hex) of the text: a file sent again with the same mapping is not taken in twice.';
comment on column ops.file_mappings.changed_by is 'Token of who wrote it.';
comment on column ops.file_mappings.changed_at is 'When it was written.';

create table ops.files (
  id text primary key,
  name text not null,
  source text not null,
  format text not null check (format in ('csv', 'xlsx', 'json', 'ndjson')),
  bytes bigint not null,
  sha256 text not null,
  archive_path text not null,
  mapping text not null,
  mapping_text text not null,
  mapping_hash text not null,
  token text not null,
  uploaded_at timestamptz not null default now(),
  ingestor text not null,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed')),
  started_at timestamptz,
  finished_at timestamptz,
  bytes_read bigint not null default 0,
  rows_read bigint not null default 0,
  rows_stored bigint not null default 0,
  rows_refused bigint not null default 0,
  rows_empty bigint not null default 0,
  head jsonb,
  error text
);
create unique index files_once on ops.files (sha256, mapping_hash) where state <> 'failed';
create index files_newest on ops.files (uploaded_at desc);
create index files_unfinished on ops.files (uploaded_at) where state in ('waiting', 'running');
comment on table ops.files is 'Files that were uploaded or found in a watched folder, and how far they have been taken in.';
comment on column ops.files.id is 'Identity of the upload.';
comment on column ops.files.name is 'Name of the file, as its sender has it.';
comment on column ops.files.source is 'Source of its rows in ledger, archive and quarantine: as its mapping says.';
comment on column ops.files.format is 'csv, xlsx, json or ndjson.';
comment on column ops.files.bytes is 'Size, in bytes.';
comment on column ops.files.sha256 is 'SHA-256 (hex) of its bytes.';
comment on column ops.files.archive_path is 'Where its bytes lie in the raw archive.';
comment on column ops.files.mapping is 'Name of the mapping that it was sent with.';
comment on column ops.files.mapping_text is 'That mapping as it was then.';
comment on column ops.files.mapping_hash is 'SHA-256 (hex) of that text.';
comment on column ops.files.token is 'Token of who sent it.';
comment on column ops.files.uploaded_at is 'When it was acknowledged.';
comment on column ops.files.ingestor is 'Ingestor that takes it in.';
comment on column ops.files.state is 'waiting, running, done (all its rows are in the stores or in quarantine) or failed (see error; what came before is kept).';
comment on column ops.files.started_at is 'When its first rows were read.';
comment on column ops.files.finished_at is 'When it was done or failed.';
comment on column ops.files.bytes_read is 'Bytes read so far.';
comment on column ops.files.rows_read is 'Rows of data read so far.';
comment on column ops.files.rows_stored is 'Of these: rows whose readings or record were accepted.';
comment on column ops.files.rows_refused is 'Of these: rows in quarantine.';
comment on column ops.files.rows_empty is 'Of these: rows without a value.';
comment on column ops.files.head is 'Dialect, columns and the rows above the data, to give bad rows back as they came.';
comment on column ops.files.error is 'Why it failed: what, where, found, expected, what to do.';
create index quarantine_of_file on ops.quarantine ((place ->> 'file'), id) where place ? 'file';
