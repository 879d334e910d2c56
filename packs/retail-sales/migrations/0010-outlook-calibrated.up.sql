-- The outlook says whether its interval is calibrated.

create or replace view mart.sales_outlook as
select
  f.day, f.scope, f.part, f.asset, f.issued_at, f.model, f.days_ahead, f.mean, f.median, f.lower_80, f.upper_80, f.lower_95, f.upper_95,
  f.calibrated
from mart.sales_forecast f
join (
  select asset, max(issued_at) as issued_at
  from ops.forecasts
  where measurement = 'sales' and field = 'amount' and champion
  group by asset
) newest using (asset, issued_at);
comment on column mart.sales_outlook.calibrated is 'False: fewer than 60 past forecasts stand behind the interval.';
