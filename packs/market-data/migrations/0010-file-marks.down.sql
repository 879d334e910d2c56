drop view mart.trade_file_marks;
drop view mart.tickers;
