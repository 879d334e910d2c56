create table ops.documents (
  id text primary key,
  title text not null,
  kind text not null default '',
  asset text not null default '',
  name text not null,
  content_type text not null,
  bytes bigint not null,
  sha256 text not null,
  archive_path text not null,
  source text not null,
  uploaded_by text not null,
  uploaded_at timestamptz not null default now()
);
create index documents_of_asset on ops.documents (asset, uploaded_at desc);
create index documents_newest on ops.documents (uploaded_at desc);
comment on table ops.documents is 'Documents in the raw archive: kept as they are, never interpreted.';
comment on column ops.documents.id is 'Identity of the document.';
comment on column ops.documents.title is 'What a person calls it.';
comment on column ops.documents.kind is 'Passport, act, photograph, certificate; empty if nobody said.';
comment on column ops.documents.asset is 'Asset that it is about; empty if none.';
comment on column ops.documents.name is 'Name of the file.';
comment on column ops.documents.content_type is 'Media type, as its sender said.';
comment on column ops.documents.bytes is 'Size, in bytes.';
comment on column ops.documents.sha256 is 'SHA-256 (hex) of its bytes.';
comment on column ops.documents.archive_path is 'Where its bytes lie in the raw archive.';
comment on column ops.documents.source is 'Who sent it, as in the archive.';
comment on column ops.documents.uploaded_by is 'Token of who sent it.';
comment on column ops.documents.uploaded_at is 'When it was kept.';
