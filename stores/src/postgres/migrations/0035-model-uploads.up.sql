create table ops.model_uploads (
  id text primary key,
  manifest jsonb not null,
  bytes bytea,
  size_bytes integer not null,
  sha256 text not null,
  uploaded_by text not null,
  uploaded_at timestamptz not null default now(),
  outcome jsonb
);
comment on table ops.model_uploads is 'ONNX files that people brought, and what became of them.';
comment on column ops.model_uploads.id is 'Id.';
comment on column ops.model_uploads.manifest is 'What the person says of it: inputs, outputs, units, ranges.';
comment on column ops.model_uploads.bytes is 'The file until it is decided; null afterwards: what is taken is in ops.models.';
comment on column ops.model_uploads.size_bytes is 'Size of the file.';
comment on column ops.model_uploads.sha256 is 'Hash of the file.';
comment on column ops.model_uploads.uploaded_by is 'Who brought it.';
comment on column ops.model_uploads.uploaded_at is 'When.';
comment on column ops.model_uploads.outcome is 'registered with name and version, or refused with the reasons; null = not decided yet.';
