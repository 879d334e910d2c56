create table ops.reports (
  id uuid primary key,
  report text not null,
  pack text not null,
  title text not null,
  period_from date not null,
  period_to date not null,
  made_at timestamptz not null,
  reason text not null,
  files jsonb not null,
  delivered_to text[] not null
);
create index reports_by_name on ops.reports (report, made_at desc);
create index reports_by_time on ops.reports (made_at desc);
comment on table ops.reports is 'Reports that were made; their files are documents in the raw archive.';
comment on column ops.reports.id is 'Name of the report as it was made.';
comment on column ops.reports.report is 'Template that it was made from.';
comment on column ops.reports.pack is 'Pack whose template it is.';
comment on column ops.reports.title is 'Title with its period, as on the first page.';
comment on column ops.reports.period_from is 'First day that it is about, UTC.';
comment on column ops.reports.period_to is 'Last day that it is about, UTC, in.';
comment on column ops.reports.made_at is 'When it was made.';
comment on column ops.reports.reason is 'Why it was made: schedule, demand, after a flow.';
comment on column ops.reports.files is 'Its files: format, name, id of the document, size in bytes.';
comment on column ops.reports.delivered_to is 'E-mail addresses and webhooks that got it.';

alter table ops.runs drop constraint runs_kind_check;
alter table ops.runs add constraint runs_kind_check check (kind in ('flow', 'forecast', 'replay', 'model', 'diagnosis', 'report'));
comment on column ops.runs.kind is 'flow, forecast, replay, model, diagnosis or report.';
