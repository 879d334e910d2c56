delete from mart.trader_turnover where day between $1 and $2;
insert into mart.trader_turnover (day, trader, ticker, trades, turnover)
select (traded_at at time zone 'UTC')::date, trader, ticker, count(*), sum(amount)
from ods.trades
where traded_at >= $1::date::timestamp at time zone 'UTC'
  and traded_at < ($2::date + 1)::timestamp at time zone 'UTC'
group by 1, 2, 3;
