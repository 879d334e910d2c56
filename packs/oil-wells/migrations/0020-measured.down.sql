drop view mart.well_measured;
