-- What a ticker did is asked of mart.daily_prices; making this index took two fifths of the time of a large load.
drop index ods.trades_by_ticker;
drop index if exists ods.trades_other_days_by_ticker;
