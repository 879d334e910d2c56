-- What became of accepted rows at each sink, by the source and hour of the record that brought them.
create table ops.sink_ledger (
  ingestor text not null,
  sink text not null,
  source text not null,
  hour timestamptz not null,
  accepted bigint not null default 0,
  delivered bigint not null default 0,
  readings bigint not null default 0,
  refused bigint not null default 0,
  primary key (ingestor, sink, source, hour)
);
comment on table ops.sink_ledger is 'Rows by sink, source and hour: accepted = delivered + pending, where pending lies in the spool.';
comment on column ops.sink_ledger.ingestor is 'Spool folder of the ingestor.';
comment on column ops.sink_ledger.sink is 'telemetry or postgres.';
comment on column ops.sink_ledger.source is 'Who sent it.';
comment on column ops.sink_ledger.hour is 'Hour of arrival, UTC.';
comment on column ops.sink_ledger.accepted is 'Lines, points or record rows accepted for this sink.';
comment on column ops.sink_ledger.delivered is 'Of those, how many the sink is done with: stored, or refused by the store and in quarantine.';
comment on column ops.sink_ledger.readings is 'Readings in the delivered lines and points; a line may hold several.';
comment on column ops.sink_ledger.refused is 'What the store refused after it was acknowledged: readings, or record rows. Each lies in quarantine.';

create table ops.ledger_audits (
  at timestamptz primary key default now(),
  store text not null,
  written bigint not null,
  stored bigint not null
);
comment on table ops.ledger_audits is 'Audits: readings that ingestors wrote against distinct readings that the store counts.';
comment on column ops.ledger_audits.at is 'When it was counted.';
comment on column ops.ledger_audits.store is 'Telemetry store that was counted.';
comment on column ops.ledger_audits.written is 'Readings delivered and not refused, in the life of the ledger.';
comment on column ops.ledger_audits.stored is 'Distinct readings in the store, without copies of forecasts. written - stored were overwritten, or dropped by retention.';
