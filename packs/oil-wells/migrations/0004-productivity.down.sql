drop view mart.well_history;
drop view mart.well_forecast;
drop view mart.model_deviation;
drop view mart.well_productivity;
drop table dds.well_days;
