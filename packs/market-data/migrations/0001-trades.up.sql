create table ods.trades (
  trade_id bigint primary key,
  traded_at timestamptz not null,
  ticker text not null,
  trader text not null,
  side text not null check (side in ('buy', 'sell')),
  price numeric(18, 6) not null check (price > 0),
  quantity numeric(18, 6) not null check (quantity > 0),
  amount numeric(24, 6) not null,
  currency text not null
);
create index trades_by_time on ods.trades (traded_at);
create index trades_by_ticker on ods.trades (ticker, traded_at) include (price, quantity, amount);
comment on table ods.trades is 'Trades of the exchange, typed, as the newest file of their day has them. Main question: what was traded on a day.';
comment on column ods.trades.trade_id is 'Number of the trade at the exchange.';
comment on column ods.trades.traded_at is 'When it was made.';
comment on column ods.trades.ticker is 'What was traded.';
comment on column ods.trades.trader is 'Who traded.';
comment on column ods.trades.side is 'buy or sell, of that trader.';
comment on column ods.trades.price is 'Price of one piece.';
comment on column ods.trades.quantity is 'Pieces.';
comment on column ods.trades.amount is 'Price times pieces.';
comment on column ods.trades.currency is 'Currency of price and amount.';

create table mart.daily_prices (
  day date not null,
  ticker text not null,
  first numeric(18, 6) not null,
  last numeric(18, 6) not null,
  low numeric(18, 6) not null,
  high numeric(18, 6) not null,
  mean numeric(18, 6) not null,
  volume numeric(24, 6) not null,
  turnover numeric(24, 6) not null,
  trades integer not null,
  primary key (ticker, day)
);
create index daily_prices_by_day on mart.daily_prices (day) include (ticker, mean, volume, turnover, trades);
comment on table mart.daily_prices is 'Prices and turnover of each ticker by day (UTC). Main question: how did price and turnover of a ticker go from day to day.';
comment on column mart.daily_prices.day is 'Day of the trades, UTC.';
comment on column mart.daily_prices.ticker is 'What was traded.';
comment on column mart.daily_prices.first is 'Price of the first trade.';
comment on column mart.daily_prices.last is 'Price of the last trade.';
comment on column mart.daily_prices.low is 'Lowest price.';
comment on column mart.daily_prices.high is 'Highest price.';
comment on column mart.daily_prices.mean is 'Mean price of the trades, each counted once.';
comment on column mart.daily_prices.volume is 'Pieces traded.';
comment on column mart.daily_prices.turnover is 'Sum of the amounts, USD.';
comment on column mart.daily_prices.trades is 'Number of trades.';

create table mart.trader_turnover (
  day date not null,
  trader text not null,
  ticker text not null,
  trades integer not null,
  turnover numeric(24, 6) not null,
  primary key (day, trader, ticker)
);
comment on table mart.trader_turnover is 'Turnover of each trader by day (UTC) and ticker. Main question: who traded most.';
comment on column mart.trader_turnover.day is 'Day of the trades, UTC.';
comment on column mart.trader_turnover.trader is 'Who traded.';
comment on column mart.trader_turnover.ticker is 'What was traded; sums over it are the turnover of the day.';
comment on column mart.trader_turnover.trades is 'Number of trades.';
comment on column mart.trader_turnover.turnover is 'Sum of the amounts, USD.';

create view mart.turnover_today as
select ticker, turnover, trades, last, mean
from mart.daily_prices
where day = (now() at time zone 'UTC')::date;
comment on view mart.turnover_today is 'Turnover of each ticker today (UTC), as far as the day has come. Main question: what is the turnover today.';
comment on column mart.turnover_today.ticker is 'What was traded.';
comment on column mart.turnover_today.turnover is 'Sum of the amounts, USD.';
comment on column mart.turnover_today.trades is 'Number of trades.';
comment on column mart.turnover_today.last is 'Price of the last trade.';
comment on column mart.turnover_today.mean is 'Mean price of the trades, each counted once.';

create view mart.trade_files as
select f.day, f.flow, f.bytes, f.extracted_at, f.archive_path,
  coalesce(r.rejected, 0)::int as rejected_rows
from ops.raw_files f
left join (
  select flow, day, count(*) as rejected from ops.rejected_rows group by flow, day
) r on r.flow = f.flow and r.day = f.day
where f.flow in ('market-file', 'market-late', 'market-today');
comment on view mart.trade_files is 'Raw files of trades that came, by day. Main question: which day has its file, and how much of it was refused.';
comment on column mart.trade_files.day is 'Day of the file.';
comment on column mart.trade_files.flow is 'Flow that brought it.';
comment on column mart.trade_files.bytes is 'Size in bytes.';
comment on column mart.trade_files.extracted_at is 'When this version was had.';
comment on column mart.trade_files.archive_path is 'Where it lies in the raw archive.';
comment on column mart.trade_files.rejected_rows is 'Refused rows of the newest run, at most 10,000.';

create view mart.rejected_trades as
select day, flow, line, reason, content, rejected_at
from ops.rejected_rows
where flow in ('market-file', 'market-late', 'market-today');
comment on view mart.rejected_trades is 'Rows of files of trades that were refused. Main question: why is a row not in ods.trades.';
comment on column mart.rejected_trades.day is 'Day of the file.';
comment on column mart.rejected_trades.flow is 'Flow that refused it.';
comment on column mart.rejected_trades.line is 'Line in the file, where the line itself could not be read.';
comment on column mart.rejected_trades.reason is 'Why it was refused.';
comment on column mart.rejected_trades.content is 'The row as it was sent.';
comment on column mart.rejected_trades.rejected_at is 'When the run refused it.';
