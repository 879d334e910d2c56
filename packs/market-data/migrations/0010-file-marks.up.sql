create view mart.tickers as
select id as asset, case kind when 'ticker' then title else 'All tickers' end as title, case kind when 'ticker' then title else '' end as ticker
from ops.assets
where pack = 'market-data' and kind in ('exchange', 'ticker');
comment on view mart.tickers is 'The exchange and its tickers. Main question: which asset stands for a ticker of a trade.';
comment on column mart.tickers.asset is 'Asset that turnover and prices are signals of.';
comment on column mart.tickers.title is 'Its name.';
comment on column mart.tickers.ticker is 'Ticker as trades have it; empty for the exchange as a whole.';

create view mart.trade_file_marks as
with files as (
  select day, max(versions) as versions, max(extracted_at) as newest,
    -- When it was there: as its server says, or when it was had first. A file that was put right counts as come when it was had first.
    min(case when versions = 1 and pg_input_is_valid(last_modified, 'timestamptz') then last_modified::timestamptz else first_extracted_at end) as came_at
  from ops.raw_files
  where flow in ('market-file', 'market-late')
  group by day
), days as (
  -- The file of a day is due at 10:00 UTC of the next one.
  select generate_series(min(day), (now() at time zone 'UTC' - interval '34 hours')::date, interval '1 day')::date as day from files
), told as (
  select d.day, f.versions, f.newest, f.came_at,
    case
      when f.day is null then 'missing'
      when f.versions > 1 then 'corrected'
      when f.came_at > (d.day + 1)::timestamp at time zone 'UTC' + interval '10 hours' then 'late'
    end as kind
  from days d left join files f on f.day = d.day
)
select day, kind,
  case kind
    when 'missing' then 'There is no file of ' || day
    when 'corrected' then 'The file of ' || day || ' was put right; version ' || versions || ' came at ' || to_char(newest at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC'
    else 'The file of ' || day || ' came, or was put right, at ' || to_char(came_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC; it was due at 10:00'
  end as text
from told
where kind is not null;
comment on view mart.trade_file_marks is 'Days whose file did not come, came late or was put right. Main question: which days of the trades are not what they seem.';
comment on column mart.trade_file_marks.day is 'Day of the trades, UTC.';
comment on column mart.trade_file_marks.kind is 'missing, late or corrected: had in more than one version.';
comment on column mart.trade_file_marks.text is 'One line for an annotation.';
