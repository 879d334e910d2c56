alter table ods.trades drop constraint trades_pkey;
alter table ods.trades add primary key (trade_id, traded_at);
create index trades_by_time on ods.trades (traded_at);
