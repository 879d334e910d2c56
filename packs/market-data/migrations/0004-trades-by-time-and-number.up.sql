-- One index does what two did: the key begins with the time. A large day makes each of them anew.
alter table ods.trades drop constraint trades_pkey;
drop index ods.trades_by_time;
drop index if exists ods.trades_other_days_by_time;
alter table ods.trades add primary key (traded_at, trade_id);
