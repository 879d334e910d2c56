drop view mart.rejected_trades, mart.trade_files, mart.turnover_today;
drop table mart.trader_turnover, mart.daily_prices, ods.trades;
