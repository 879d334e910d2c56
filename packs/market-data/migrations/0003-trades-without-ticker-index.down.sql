create index trades_by_ticker on ods.trades (ticker, traded_at) include (price, quantity, amount);
