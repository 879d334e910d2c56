drop table ops.asset_groups;
drop table ops.failure_forecasts;
