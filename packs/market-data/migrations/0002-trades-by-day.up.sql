-- Large days are partitions of their own, filled before they are indexed; all others share one.

alter table ods.trades rename to trades_other_days;
alter table ods.trades_other_days drop constraint trades_pkey;
alter index ods.trades_by_time rename to trades_other_days_by_time;
alter index ods.trades_by_ticker rename to trades_other_days_by_ticker;

create table ods.trades (like ods.trades_other_days including defaults including constraints including comments)
  partition by range (traded_at);
alter table ods.trades add primary key (trade_id, traded_at);
create index trades_by_time on ods.trades (traded_at);
create index trades_by_ticker on ods.trades (ticker, traded_at) include (price, quantity, amount);
comment on table ods.trades is
  'Trades of the exchange, typed, as the newest file of their day has them; a large day is a partition of its own. Main question: what was traded on a day.';

alter table ods.trades attach partition ods.trades_other_days default;
comment on table ods.trades_other_days is 'Rows of the days of ods.trades that have no partition of their own.';
