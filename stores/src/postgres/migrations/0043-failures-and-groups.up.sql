create table ops.failure_forecasts (
  pack text not null,
  watch text not null,
  asset text not null,
  within_days integer not null,
  day date not null,
  issued_at timestamptz not null,
  model text not null,
  probability double precision not null,
  threshold double precision not null,
  warns boolean not null,
  loudest jsonb not null,
  loudest_words text not null,
  run_id text not null,
  primary key (watch, asset, within_days, day)
);
create index failure_forecasts_by_day on ops.failure_forecasts (day desc, watch, within_days);
comment on table ops.failure_forecasts is 'Probability that a machine fails within a number of days, one row a machine, horizon and day. Main questions: which machines are likely to fail soon, and what speaks for it.';
comment on column ops.failure_forecasts.pack is 'Pack that watches for failures.';
comment on column ops.failure_forecasts.watch is 'Name of the watch in the pack.';
comment on column ops.failure_forecasts.asset is 'Machine: the well of the pump.';
comment on column ops.failure_forecasts.within_days is 'Days from the day on.';
comment on column ops.failure_forecasts.day is 'Last day whose readings were used, UTC.';
comment on column ops.failure_forecasts.issued_at is 'When it was computed.';
comment on column ops.failure_forecasts.model is 'Model, as name@version.';
comment on column ops.failure_forecasts.probability is 'Calibrated probability.';
comment on column ops.failure_forecasts.threshold is 'From this probability on it is a warning; chosen on machines that the model did not learn from.';
comment on column ops.failure_forecasts.warns is 'Whether it is a warning.';
comment on column ops.failure_forecasts.loudest is 'Signals that speak most for a failure: by how much the log odds would fall were each as it was when the machine was new.';
comment on column ops.failure_forecasts.loudest_words is 'The same in words, the loudest first.';
comment on column ops.failure_forecasts.run_id is 'Run that computed it.';

create table ops.asset_groups (
  pack text not null,
  grouping text not null,
  asset text not null,
  group_number integer not null,
  silhouette double precision not null,
  groups integer not null,
  mean_silhouette double precision not null,
  grouped_at timestamptz not null,
  run_id text not null,
  primary key (pack, grouping, asset)
);
comment on table ops.asset_groups is 'Assets whose recent signals run alike, as grouped last. Main questions: which assets behave like this one, and how clear the groups are.';
comment on column ops.asset_groups.pack is 'Pack that asks for the grouping.';
comment on column ops.asset_groups.grouping is 'Name of the grouping in the pack.';
comment on column ops.asset_groups.asset is 'Asset.';
comment on column ops.asset_groups.group_number is 'Its group, from 1, the largest group first.';
comment on column ops.asset_groups.silhouette is 'How well it fits there: 1 = surely, below 0 = another group would fit better.';
comment on column ops.asset_groups.groups is 'Groups that there are.';
comment on column ops.asset_groups.mean_silhouette is 'Mean over all assets: above 0.5 the groups are clear, below 0.25 there are hardly any.';
comment on column ops.asset_groups.grouped_at is 'When they were grouped.';
comment on column ops.asset_groups.run_id is 'Run that grouped them.';
