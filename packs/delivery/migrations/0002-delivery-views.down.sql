drop view mart.daily_activity;
drop view mart.daily_order_types;
drop view mart.hourly_statistics;
drop view mart.courier_deliveries;
drop view mart.delivery_journeys;
