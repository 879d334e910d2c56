delete from mart.daily_prices where day between $1 and $2;
insert into mart.daily_prices (day, ticker, first, last, low, high, mean, volume, turnover, trades)
select
  (traded_at at time zone 'UTC')::date, ticker,
  (array_agg(price order by traded_at, trade_id))[1],
  (array_agg(price order by traded_at desc, trade_id desc))[1],
  min(price), max(price), avg(price), sum(quantity), sum(amount), count(*)
from ods.trades
where traded_at >= $1::date::timestamp at time zone 'UTC'
  and traded_at < ($2::date + 1)::timestamp at time zone 'UTC'
group by 1, 2;
