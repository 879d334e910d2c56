create table ods.trades_of_all_days (like ods.trades including defaults including constraints including comments);
insert into ods.trades_of_all_days select distinct on (trade_id) * from ods.trades order by trade_id, traded_at;
drop table ods.trades;
alter table ods.trades_of_all_days rename to trades;
alter table ods.trades add constraint trades_pkey primary key (trade_id);
create index trades_by_time on ods.trades (traded_at);
create index trades_by_ticker on ods.trades (ticker, traded_at) include (price, quantity, amount);
comment on table ods.trades is 'Trades of the exchange, typed, as the newest file of their day has them. Main question: what was traded on a day.';
