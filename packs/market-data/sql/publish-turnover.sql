-- One reading a day, ticker and for the exchange, of days whose file has come: a day is known as a whole or not at all.
with filed as (
  select distinct day from ops.raw_files
  where flow in ('market-file', 'market-late') and day between $1 and $2
), tickers as (
  select id, upper(substr(id, length('ticker-') + 1)) as ticker from ops.assets where pack = 'market-data' and kind = 'ticker'
), turnover as (
  select t.id as asset, f.day, coalesce(p.turnover, 0) as turnover, coalesce(p.trades, 0) as trades
  from filed f cross join tickers t
  left join mart.daily_prices p on p.day = f.day and p.ticker = t.ticker
)
select asset, 'market' as measurement, 'turnover' as field, day::timestamp at time zone 'UTC' as time, turnover::float8 as value
from turnover
union all
select 'exchange', 'market', 'turnover', day::timestamp at time zone 'UTC', sum(turnover)::float8 from turnover group by day
union all
select 'exchange', 'market', 'file_rows', day::timestamp at time zone 'UTC', sum(trades)::float8 from turnover group by day
union all
-- Against the last price of the newest day before it that has one: a day without a file leaves a gap, no jump.
select t.id, 'market', 'price_change', p.day::timestamp at time zone 'UTC', (p.last / before.last - 1)::float8
from filed f join mart.daily_prices p on p.day = f.day join tickers t on t.ticker = p.ticker
cross join lateral (
  select b.last from mart.daily_prices b where b.ticker = p.ticker and b.day < p.day order by b.day desc limit 1
) before
order by time, asset, field
