drop table ops.ledger_audits;
drop table ops.sink_ledger;
