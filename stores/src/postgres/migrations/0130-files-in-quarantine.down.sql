delete from ops.quarantine where kind = 'file-rows';
drop index ops.quarantine_file_rows;
alter table ops.quarantine drop constraint quarantine_kind_check;
alter table ops.quarantine add constraint quarantine_kind_check check (kind in ('lines', 'points', 'records'));
comment on column ops.quarantine.kind is 'What it is: lines of line protocol, points (JSON) or records.';
alter table ops.raw_files drop column versions, drop column first_extracted_at;
