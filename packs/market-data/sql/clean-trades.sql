-- DuckDB, over `raw`: every value is text. A row with a reject_reason is refused and kept with its reason.
with typed as (
  select
    try_cast(trade_id as bigint) as trade_id,
    try_cast(traded_at as timestamptz) as traded_at,
    upper(trim(ticker)) as ticker,
    trim(trader) as trader,
    lower(trim(side)) as side,
    try_cast(price as decimal(18, 6)) as price,
    try_cast(quantity as decimal(18, 6)) as quantity,
    upper(trim(currency)) as currency,
    raw_row
  from raw
), judged as (
  select *,
    case
      when trade_id is null then 'trade_id is no whole number'
      when traded_at is null then 'traded_at is no time'
      -- Bounds of the day (UTC), as a date of each instant would take a fifth of the time of all of this.
      when traded_at < getvariable('day')::timestamptz or traded_at >= (getvariable('day') + 1)::timestamptz
        then 'traded_at lies on another day than the file'
      when coalesce(ticker, '') = '' then 'ticker is empty'
      when coalesce(trader, '') = '' then 'trader is empty'
      when side is null or side not in ('buy', 'sell') then 'side is neither buy nor sell'
      when price is null or price <= 0 then 'price is no number above 0'
      when quantity is null or quantity <= 0 then 'quantity is no number above 0'
      when currency is null or currency <> 'USD' then 'currency is not USD, so amounts would not add up'
    end as reject_reason
  from typed
)
select
  trade_id, traded_at, ticker, trader, side, price, quantity,
  (price::double * quantity::double)::decimal(24, 6) as amount,
  currency,
  reject_reason,
  raw_row as reject_row
from judged
