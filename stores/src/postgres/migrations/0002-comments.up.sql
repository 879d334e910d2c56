-- Two ingestors may refuse the same place of the same sequence of a source of one name: their rows are told apart by the ingestor.
alter table ops.quarantine add column ingestor text not null default '';
alter table ops.quarantine drop constraint quarantine_source_spool_sequence_refused_by_place_key;
alter table ops.quarantine add constraint quarantine_once unique (ingestor, source, spool_sequence, refused_by, place);

-- The age of a signal that never sent anything is counted from here.
alter table ops.signals add column catalogued_at timestamptz not null default now();

-- jsonb forgets the order of keys, and the properties of a record schema are columns in their order.
alter table ops.packs alter column manifest type json;

create index scores_newest on ops.scores (asset, measurement, field, model, scored_at desc);

comment on column ops.assets.id is 'Stable name, also the value of the tag asset.';
comment on column ops.assets.parent is 'Asset above; null at the root.';
comment on column ops.assets.kind is 'field, pad, well, tank, store, category, region …';
comment on column ops.assets.title is 'Name for people.';
comment on column ops.assets.pack is 'Pack that brought it.';

comment on column ops.signals.asset is 'Asset that is measured.';
comment on column ops.signals.measurement is 'Measurement, as in line protocol.';
comment on column ops.signals.field is 'Field of the measurement.';
comment on column ops.signals.title is 'Name for people.';
comment on column ops.signals.unit is 'Unit, as Grafana names it: currencyUSD, celsius, pressurebar …';
comment on column ops.signals.interval_ms is 'Expected time between two readings, ms. Data older than three of them is stale.';
comment on column ops.signals.season_steps is 'Steps of one season: 7 for daily data, 24 for hourly.';
comment on column ops.signals.horizon_steps is 'Steps to forecast; 0 = not forecast.';
comment on column ops.signals.sum_of is 'Assets whose same measurement.field adds up to this one.';
comment on column ops.signals.non_negative is 'True: forecasts and their bands are cut at zero.';
comment on column ops.signals.pack is 'Pack that brought it.';
comment on column ops.signals.catalogued_at is 'When it first came into the catalogue.';

comment on column ops.limits.asset is 'Asset of the signal.';
comment on column ops.limits.measurement is 'Measurement of the signal.';
comment on column ops.limits.field is 'Field of the signal.';
comment on column ops.limits.kind is 'low-low, low, high, high-high.';
comment on column ops.limits.value is 'The limit, in the unit of the signal.';
comment on column ops.limits.source is 'Where the figure comes from: a standard, a nameplate, a person.';
comment on column ops.limits.changed_by is 'Who set it; pack = as the pack brought it, which a newer pack may change.';
comment on column ops.limits.changed_at is 'When it was set.';

comment on column ops.limit_history.id is 'Order of the changes.';
comment on column ops.limit_history.asset is 'Asset of the signal.';
comment on column ops.limit_history.measurement is 'Measurement of the signal.';
comment on column ops.limit_history.field is 'Field of the signal.';
comment on column ops.limit_history.kind is 'low-low, low, high, high-high.';
comment on column ops.limit_history.old_value is 'Before; null = there was none.';
comment on column ops.limit_history.new_value is 'After; null = removed.';
comment on column ops.limit_history.changed_by is 'Who changed it.';
comment on column ops.limit_history.changed_at is 'When it was changed.';

comment on column ops.field_types.measurement is 'Measurement.';
comment on column ops.field_types.field is 'Field.';
comment on column ops.field_types.type is 'float, integer, unsigned, boolean or string.';
comment on column ops.field_types.registered_at is 'When the first value came.';

comment on column ops.tokens.id is 'Name of the token in logs and lists.';
comment on column ops.tokens.name is 'What it is for.';
comment on column ops.tokens.hash is 'SHA-256 of the token.';
comment on column ops.tokens.scopes is 'What it may do: write, read, manage.';
comment on column ops.tokens.created_at is 'When it was made.';
comment on column ops.tokens.last_used_at is 'Last use, to the minute.';
comment on column ops.tokens.revoked_at is 'When it was ended; null = in force.';

comment on column ops.quarantine.id is 'Order of refusal.';
comment on column ops.quarantine.received_at is 'When the input came.';
comment on column ops.quarantine.source is 'Who sent it.';
comment on column ops.quarantine.refused_by is 'Who refused it: a check of the intake or a store.';
comment on column ops.quarantine.reason is 'Why, for people.';
comment on column ops.quarantine.raw is 'The line or row as it came.';
comment on column ops.quarantine.place is 'Where in the input: line, index, measurement, field.';
comment on column ops.quarantine.spool_sequence is 'Record of the spool that holds it.';
comment on column ops.quarantine.state is 'open, replayed or dismissed.';
comment on column ops.quarantine.ingestor is 'Ingestor whose spool holds it.';

comment on column ops.ledger.ingestor is 'Ingestor that counted.';
comment on column ops.ledger.source is 'Who sent the rows.';
comment on column ops.ledger.hour is 'Start of the hour of receipt, UTC.';
comment on column ops.ledger.received is 'Rows that came.';
comment on column ops.ledger.accepted is 'Rows that were accepted.';
comment on column ops.ledger.quarantined is 'Rows that were refused and kept.';

comment on column ops.sink_cursors.ingestor is 'Ingestor whose spool is drained.';
comment on column ops.sink_cursors.sink is 'Store that is fed.';
comment on column ops.sink_cursors.sequence is 'Last spool sequence that is stored, with all before it.';
comment on column ops.sink_cursors.delivered is 'Rows delivered so far.';
comment on column ops.sink_cursors.updated_at is 'When the cursor moved last.';

comment on column ops.runs.id is 'Name of the run.';
comment on column ops.runs.kind is 'flow or forecast.';
comment on column ops.runs.name is 'Flow, or pack that was forecast.';
comment on column ops.runs.reason is 'What started it: schedule, demand, feed, after.';
comment on column ops.runs.state is 'running, succeeded or failed.';
comment on column ops.runs.started_at is 'When it began.';
comment on column ops.runs.finished_at is 'When it ended; null = not yet.';
comment on column ops.runs.attempt is 'Which try, from 1.';
comment on column ops.runs.detail is 'What it was asked and what came out: days, rows, seconds.';
comment on column ops.runs.error is 'Why it failed.';

comment on column ops.run_logs.id is 'Order of the entries.';
comment on column ops.run_logs.run_id is 'Run that said it.';
comment on column ops.run_logs.at is 'When.';
comment on column ops.run_logs.level is 'info, warn or error.';
comment on column ops.run_logs.step is 'Step of the flow.';
comment on column ops.run_logs.message is 'What happened.';
comment on column ops.run_logs.fields is 'Figures, with their unit in the name.';

comment on column ops.models.name is 'Model.';
comment on column ops.models.version is 'Version, from 1.';
comment on column ops.models.kind is 'Family: holt-winters, seasonal-naive …';
comment on column ops.models.sha256 is 'Hash of the bytes.';
comment on column ops.models.bytes is 'The ONNX file; null for a model that is code.';
comment on column ops.models.card is 'Model card: season, horizon, training, figures.';
comment on column ops.models.status is 'candidate, champion or retired.';
comment on column ops.models.created_at is 'When it was registered.';

comment on column ops.forecasts.asset is 'Asset of the signal.';
comment on column ops.forecasts.measurement is 'Measurement of the signal.';
comment on column ops.forecasts.field is 'Field of the signal.';
comment on column ops.forecasts.model is 'Model as name@version.';
comment on column ops.forecasts.issued_at is 'When it was issued.';
comment on column ops.forecasts.cutoff is 'Time of the last reading that was used.';
comment on column ops.forecasts.step_ms is 'Time between two steps, ms; step n (from 1) is at cutoff + n × step_ms.';
comment on column ops.forecasts.steps is 'Number of steps.';
comment on column ops.forecasts.mean is 'Expected value by step; parts add up here.';
comment on column ops.forecasts.q0025 is 'Quantile 0.025 by step: lower bound of the 95 % interval.';
comment on column ops.forecasts.q10 is 'Quantile 0.1 by step: lower bound of the 80 % interval.';
comment on column ops.forecasts.q25 is 'Quantile 0.25 by step: lower bound of the 50 % interval.';
comment on column ops.forecasts.q50 is 'Median by step.';
comment on column ops.forecasts.q75 is 'Quantile 0.75 by step: upper bound of the 50 % interval.';
comment on column ops.forecasts.q90 is 'Quantile 0.9 by step: upper bound of the 80 % interval.';
comment on column ops.forecasts.q975 is 'Quantile 0.975 by step: upper bound of the 95 % interval.';
comment on column ops.forecasts.calibrated is 'False: too few rolling origins stand behind the interval.';
comment on column ops.forecasts.origins is 'Rolling origins that the interval was learnt from.';
comment on column ops.forecasts.run_id is 'Run that issued it.';
comment on column ops.forecasts.champion is 'True: the model that was published.';

comment on column ops.scores.asset is 'Asset of the signal.';
comment on column ops.scores.measurement is 'Measurement of the signal.';
comment on column ops.scores.field is 'Field of the signal.';
comment on column ops.scores.model is 'Model as name@version.';
comment on column ops.scores.scored_at is 'When the back-test ran.';
comment on column ops.scores.run_id is 'Run that made it.';
comment on column ops.scores.mase is 'Mean absolute scaled error, below 1 beats the seasonal naive; null where that has no error.';
comment on column ops.scores.wape is 'Weighted absolute percentage error as a ratio; null where the signal is all zero.';
comment on column ops.scores.pinball is 'Mean pinball loss over the quantiles, in the unit of the signal.';
comment on column ops.scores.origins is 'Rolling origins behind the figures.';
comment on column ops.scores.coverage is 'Interval level → how often it held (hit) of how many (n).';
comment on column ops.scores.champion is 'True: the model that was published.';

comment on column ops.notifications.id is 'Order of arrival.';
comment on column ops.notifications.received_at is 'When it came.';
comment on column ops.notifications.status is 'firing or resolved.';
comment on column ops.notifications.title is 'Title, as Grafana wrote it.';
comment on column ops.notifications.message is 'Text, as Grafana wrote it.';
comment on column ops.notifications.body is 'All that Grafana sent.';

comment on column ops.settings.name is 'Name of the setting.';
comment on column ops.settings.value is 'Its value.';
comment on column ops.settings.changed_at is 'When it was set.';

comment on column ops.packs.name is 'Name of the pack.';
comment on column ops.packs.manifest is 'What the pack says of itself: record types, marts, flows.';
comment on column ops.packs.loaded_at is 'When it was last installed.';
