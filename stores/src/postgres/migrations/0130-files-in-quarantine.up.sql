-- How often the file of a day was had anew, and when first: a file that is put right is told from one that is late.
alter table ops.raw_files add column versions integer not null default 1, add column first_extracted_at timestamptz not null default now();
update ops.raw_files set first_extracted_at = extracted_at;
comment on column ops.raw_files.versions is 'Versions with other bytes that were had of this file.';
comment on column ops.raw_files.first_extracted_at is 'When the first version was had.';

-- Rows of raw files that a transform step refused stand in quarantine with all other refused input, each once by its file and its text.
alter table ops.quarantine drop constraint quarantine_kind_check;
alter table ops.quarantine add constraint quarantine_kind_check check (kind in ('lines', 'points', 'records', 'file-rows'));
comment on column ops.quarantine.kind is 'What it is: lines of line protocol, points (JSON), records, or rows of a file that a flow transforms.';
create unique index quarantine_file_rows on ops.quarantine ((place ->> 'pack'), (place ->> 'file'), md5(raw)) where kind = 'file-rows';
insert into ops.quarantine (received_at, source, refused_by, reason, raw, place, kind, covers)
select min(r.rejected_at), min(r.flow), 'transform ' || min(r.step), min(r.reason), r.content,
  jsonb_build_object('flow', min(r.flow), 'day', r.day, 'file', f.file, 'pack', f.pack), 'file-rows', 0
from ops.rejected_rows r
join lateral (
  -- As the raw archive lays it down: raw-data/<pack>/<year>/<month>/<day>/<file>.gz, with a number where there are several versions.
  select split_part(archive_path, '/', 2) as pack, regexp_replace(split_part(archive_path, '/', 6), '(~[0-9]+)?\.gz$', '') as file
  from ops.raw_files where flow = r.flow and day = r.day order by extracted_at limit 1
) f on true
group by f.pack, f.file, r.day, r.content;
