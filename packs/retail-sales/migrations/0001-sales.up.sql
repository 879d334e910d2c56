-- replaces 8d4ff31c29eb521f19786c041087346fbfd1e9c80784ab11173e1f697706f6a3: there ods.order_lines was ods.orders, which 0002 renames.
create table stg.orders (
  order_line_id bigint primary key,
  order_id text,
  order_date text,
  original_order_date text,
  ship_date text,
  ship_mode text,
  customer_id text,
  segment text,
  country text,
  state text,
  city text,
  region text,
  product_id text,
  category text,
  sub_category text,
  product_name text,
  sales numeric,
  quantity integer,
  discount numeric,
  profit numeric,
  received_at timestamptz not null default now(),
  source text,
  batch_id text
);
create index stg_orders_by_day on stg.orders (order_date);
comment on table stg.orders is 'Order lines as received, the last one of each number. Dates shifted by whole weeks.';
comment on column stg.orders.order_line_id is 'Number of the order line in the source: the natural key.';
comment on column stg.orders.order_id is 'Order that the line belongs to.';
comment on column stg.orders.order_date is 'Day of the order as text, YYYY-MM-DD, shifted by whole weeks.';
comment on column stg.orders.original_order_date is 'Day of the order as text, as the source has it.';
comment on column stg.orders.ship_date is 'Day of shipping as text, shifted by the same weeks.';
comment on column stg.orders.ship_mode is 'How the order is shipped.';
comment on column stg.orders.customer_id is 'Customer.';
comment on column stg.orders.segment is 'Consumer, Corporate or Home Office.';
comment on column stg.orders.country is 'Country of delivery.';
comment on column stg.orders.state is 'State of delivery.';
comment on column stg.orders.city is 'City of delivery.';
comment on column stg.orders.region is 'Sales region.';
comment on column stg.orders.product_id is 'Product.';
comment on column stg.orders.category is 'Product category.';
comment on column stg.orders.sub_category is 'Product sub-category.';
comment on column stg.orders.product_name is 'Product name.';
comment on column stg.orders.sales is 'Price paid for the line after discount, in USD.';
comment on column stg.orders.quantity is 'Pieces.';
comment on column stg.orders.discount is 'Discount as a ratio, 0.2 = 20 %.';
comment on column stg.orders.profit is 'Profit of the line in USD, negative = loss.';
comment on column stg.orders.received_at is 'When the ingestor received the line.';
comment on column stg.orders.source is 'Who sent it.';
comment on column stg.orders.batch_id is 'Request that brought it.';

create table ods.order_lines (
  order_line_id bigint primary key,
  order_id text not null,
  order_date date not null,
  original_order_date date not null,
  ship_date date,
  ship_mode text,
  customer_id text not null,
  segment text,
  country text,
  state text,
  city text,
  region text not null,
  product_id text not null,
  category text not null,
  sub_category text not null,
  product_name text not null,
  sales numeric(14, 4) not null,
  quantity integer not null,
  discount numeric(5, 4) not null,
  profit numeric(14, 4) not null,
  received_at timestamptz not null
);
create index order_lines_by_day on ods.order_lines (order_date)
  include (category, region, order_id, sales, profit, quantity);
comment on table ods.order_lines is
  'Order lines, typed and current. Main question: what was sold on a day, by category and region. Dates shifted by whole weeks.';
comment on column ods.order_lines.order_line_id is 'Number of the order line in the source: the natural key.';
comment on column ods.order_lines.order_id is 'Order that the line belongs to.';
comment on column ods.order_lines.order_date is 'Day of the order, shifted by whole weeks.';
comment on column ods.order_lines.original_order_date is 'Day of the order as the source has it.';
comment on column ods.order_lines.ship_date is 'Day of shipping, shifted by the same weeks; null when the source has none.';
comment on column ods.order_lines.ship_mode is 'How the order is shipped.';
comment on column ods.order_lines.customer_id is 'Customer.';
comment on column ods.order_lines.segment is 'Consumer, Corporate or Home Office.';
comment on column ods.order_lines.country is 'Country of delivery.';
comment on column ods.order_lines.state is 'State of delivery.';
comment on column ods.order_lines.city is 'City of delivery.';
comment on column ods.order_lines.region is 'Sales region.';
comment on column ods.order_lines.product_id is 'Product.';
comment on column ods.order_lines.category is 'Product category.';
comment on column ods.order_lines.sub_category is 'Product sub-category.';
comment on column ods.order_lines.product_name is 'Product name.';
comment on column ods.order_lines.sales is 'Price paid for the line after discount, in USD.';
comment on column ods.order_lines.quantity is 'Pieces.';
comment on column ods.order_lines.discount is 'Discount as a ratio, 0.2 = 20 %.';
comment on column ods.order_lines.profit is 'Profit of the line in USD, negative = loss.';
comment on column ods.order_lines.received_at is 'When the ingestor received the line.';

create table mart.sales_parts (
  asset text primary key,
  scope text not null check (scope in ('total', 'category', 'region', 'category-region')),
  part text not null,
  category text,
  region text,
  unique (scope, part)
);
comment on table mart.sales_parts is
  'The parts that sales are counted by; each is an asset with a signal sales.amount. Main question: which asset stands for which category and region.';
comment on column mart.sales_parts.asset is 'Asset of the part, as in ops.assets.';
comment on column mart.sales_parts.scope is 'total, category, region or category-region.';
comment on column mart.sales_parts.part is 'Name of the part within its scope.';
comment on column mart.sales_parts.category is 'Category that the part is limited to; null = every category.';
comment on column mart.sales_parts.region is 'Region that the part is limited to; null = every region.';

insert into mart.sales_parts (asset, scope, part, category, region)
with categories (slug, category) as (
  values ('furniture', 'Furniture'), ('office-supplies', 'Office Supplies'), ('technology', 'Technology')
), regions (slug, region) as (
  values ('central', 'Central'), ('east', 'East'), ('south', 'South'), ('west', 'West')
)
select 'superstore', 'total', 'All', null, null
union all
select 'superstore-' || slug, 'category', category, category, null from categories
union all
select 'superstore-' || slug, 'region', region, null, region from regions
union all
select 'superstore-' || c.slug || '-' || r.slug, 'category-region', c.category || ' in ' || r.region, c.category, r.region
from categories c cross join regions r;

create table mart.sales_daily (
  day date not null,
  scope text not null,
  part text not null,
  asset text not null references mart.sales_parts (asset),
  category text,
  region text,
  amount numeric(16, 4) not null,
  profit numeric(16, 4) not null,
  orders integer not null,
  quantity integer not null,
  primary key (day, scope, part)
);
create unique index sales_daily_by_part on mart.sales_daily (scope, part, day)
  include (amount, profit, orders, quantity);
create unique index sales_daily_by_asset on mart.sales_daily (asset, day) include (amount);
comment on table mart.sales_daily is
  'Sales by day and part; a day without an order is 0. Main question: how much did a part sell from day to day. Dates shifted by whole weeks.';
comment on column mart.sales_daily.day is 'Day of the orders.';
comment on column mart.sales_daily.scope is 'total, category, region or category-region.';
comment on column mart.sales_daily.part is 'Name of the part within its scope.';
comment on column mart.sales_daily.asset is 'Asset of the part, as in ops.assets.';
comment on column mart.sales_daily.category is 'Category that the part is limited to; null = every category.';
comment on column mart.sales_daily.region is 'Region that the part is limited to; null = every region.';
comment on column mart.sales_daily.amount is 'Sales in USD. The twelve category-region parts add up to the total.';
comment on column mart.sales_daily.profit is 'Profit in USD, negative = loss.';
comment on column mart.sales_daily.orders is 'Orders with at least one line in the part. Not additive: an order may have lines in several categories.';
comment on column mart.sales_daily.quantity is 'Pieces.';

create view mart.sales_calendar as
select
  day, scope, part, asset, category, region,
  to_char(day, 'ID Dy') as weekday,
  to_char(day, 'MM Mon') as month_of_year,
  date_trunc('month', day)::date as month,
  amount, profit, orders, quantity
from mart.sales_daily;
comment on view mart.sales_calendar is 'mart.sales_daily with weekday and month. Main question: which weekdays and months sell most.';
comment on column mart.sales_calendar.day is 'Day of the orders, shifted by whole weeks.';
comment on column mart.sales_calendar.scope is 'total, category, region or category-region.';
comment on column mart.sales_calendar.part is 'Name of the part within its scope.';
comment on column mart.sales_calendar.asset is 'Asset of the part.';
comment on column mart.sales_calendar.category is 'Category that the part is limited to.';
comment on column mart.sales_calendar.region is 'Region that the part is limited to.';
comment on column mart.sales_calendar.weekday is 'Weekday with its number, 1 Mon … 7 Sun, so that text order is week order.';
comment on column mart.sales_calendar.month_of_year is 'Month with its number, 01 Jan … 12 Dec, of the shifted date.';
comment on column mart.sales_calendar.month is 'First day of the month.';
comment on column mart.sales_calendar.amount is 'Sales in USD.';
comment on column mart.sales_calendar.profit is 'Profit in USD.';
comment on column mart.sales_calendar.orders is 'Orders with at least one line in the part.';
comment on column mart.sales_calendar.quantity is 'Pieces.';

create view mart.sales_lines as
select
  order_date as day, date_trunc('month', order_date)::date as month, order_id, category, sub_category, product_name,
  segment, region, state, discount, round(discount * 100)::int || ' %' as discount_label, sales, profit, quantity
from ods.order_lines;
comment on view mart.sales_lines is 'Order lines as dashboards group them. Main questions: top products, profit against discount.';
comment on column mart.sales_lines.day is 'Day of the order, shifted by whole weeks.';
comment on column mart.sales_lines.month is 'First day of the month.';
comment on column mart.sales_lines.order_id is 'Order.';
comment on column mart.sales_lines.category is 'Product category.';
comment on column mart.sales_lines.sub_category is 'Product sub-category.';
comment on column mart.sales_lines.product_name is 'Product name.';
comment on column mart.sales_lines.segment is 'Consumer, Corporate or Home Office.';
comment on column mart.sales_lines.region is 'Sales region.';
comment on column mart.sales_lines.state is 'State of delivery.';
comment on column mart.sales_lines.discount is 'Discount as a ratio.';
comment on column mart.sales_lines.discount_label is 'Discount as text, 20 %.';
comment on column mart.sales_lines.sales is 'Sales in USD.';
comment on column mart.sales_lines.profit is 'Profit in USD.';
comment on column mart.sales_lines.quantity is 'Pieces.';

create view mart.sales_orders as
select
  order_date as day, order_id, min(segment) as segment, min(region) as region, count(*)::int as lines,
  sum(sales) as order_value, sum(profit) as profit
from ods.order_lines
group by order_date, order_id;
comment on view mart.sales_orders is 'One row an order. Main question: how are order values distributed.';
comment on column mart.sales_orders.day is 'Day of the order, shifted by whole weeks.';
comment on column mart.sales_orders.order_id is 'Order.';
comment on column mart.sales_orders.segment is 'Segment of the customer.';
comment on column mart.sales_orders.region is 'Sales region.';
comment on column mart.sales_orders.lines is 'Order lines.';
comment on column mart.sales_orders.order_value is 'Sum of the lines in USD.';
comment on column mart.sales_orders.profit is 'Profit of the order in USD.';

create view mart.sales_forecast as
select
  (f.cutoff at time zone 'UTC')::date + s.step::int as day,
  p.scope, p.part, p.asset, p.category, p.region,
  f.issued_at, f.model, s.step::int as days_ahead,
  s.mean, s.median, s.lower_80, s.upper_80, s.lower_95, s.upper_95,
  f.calibrated, a.amount::float8 as actual
from ops.forecasts f
join mart.sales_parts p on p.asset = f.asset
cross join lateral unnest(f.mean, f.q50, f.q10, f.q90, f.q0025, f.q975) with ordinality
  as s (mean, median, lower_80, upper_80, lower_95, upper_95, step)
left join mart.sales_daily a
  on a.asset = p.asset and a.day = (f.cutoff at time zone 'UTC')::date + s.step::int
where f.measurement = 'sales' and f.field = 'amount' and f.champion;
comment on view mart.sales_forecast is
  'Every published forecast of daily sales beside what came. Main question: what was forecast for a day, when, and how far off. Dates shifted by whole weeks.';
comment on column mart.sales_forecast.day is 'Day that the row is about.';
comment on column mart.sales_forecast.scope is 'total, category, region or category-region.';
comment on column mart.sales_forecast.part is 'Name of the part within its scope.';
comment on column mart.sales_forecast.asset is 'Asset of the part.';
comment on column mart.sales_forecast.category is 'Category that the part is limited to.';
comment on column mart.sales_forecast.region is 'Region that the part is limited to.';
comment on column mart.sales_forecast.issued_at is 'When the forecast was issued: its vintage.';
comment on column mart.sales_forecast.model is 'Model and version that was published.';
comment on column mart.sales_forecast.days_ahead is 'Days between the last day known and this one.';
comment on column mart.sales_forecast.mean is 'Expected sales in USD; parts add up to their total.';
comment on column mart.sales_forecast.median is 'Median in USD; medians of parts do not add up.';
comment on column mart.sales_forecast.lower_80 is 'Lower bound of the 80 % interval in USD.';
comment on column mart.sales_forecast.upper_80 is 'Upper bound of the 80 % interval in USD.';
comment on column mart.sales_forecast.lower_95 is 'Lower bound of the 95 % interval in USD.';
comment on column mart.sales_forecast.upper_95 is 'Upper bound of the 95 % interval in USD.';
comment on column mart.sales_forecast.calibrated is 'False: fewer than 60 past forecasts stand behind the interval.';
comment on column mart.sales_forecast.actual is 'Sales of that day in USD; null until it came.';

create view mart.sales_forecast_accuracy as
select
  scope, part, asset, model, days_ahead, count(*)::int as forecasts,
  sum(abs(actual - mean)) / nullif(sum(actual), 0) as wape,
  avg(abs(actual - mean)) as mean_absolute_error,
  avg(mean - actual) as bias,
  avg((actual between lower_80 and upper_80)::int)::float8 as inside_80,
  avg((actual between lower_95 and upper_95)::int)::float8 as inside_95
from mart.sales_forecast
where actual is not null
group by scope, part, asset, model, days_ahead;
comment on view mart.sales_forecast_accuracy is
  'How good the published forecasts were, by part, model and days ahead. Main question: how far may a forecast be trusted.';
comment on column mart.sales_forecast_accuracy.scope is 'total, category, region or category-region.';
comment on column mart.sales_forecast_accuracy.part is 'Name of the part within its scope.';
comment on column mart.sales_forecast_accuracy.asset is 'Asset of the part.';
comment on column mart.sales_forecast_accuracy.model is 'Model and version.';
comment on column mart.sales_forecast_accuracy.days_ahead is 'Days between the last day known and the day forecast.';
comment on column mart.sales_forecast_accuracy.forecasts is 'Forecasts whose day has come.';
comment on column mart.sales_forecast_accuracy.wape is 'Sum of absolute errors of the mean over the sum of sales, as a ratio.';
comment on column mart.sales_forecast_accuracy.mean_absolute_error is 'Mean absolute error of the mean in USD.';
comment on column mart.sales_forecast_accuracy.bias is 'Mean of forecast minus actual in USD; > 0 = forecast too high.';
comment on column mart.sales_forecast_accuracy.inside_80 is 'Share of days inside the 80 % interval, as a ratio; 0.8 is promised.';
comment on column mart.sales_forecast_accuracy.inside_95 is 'Share of days inside the 95 % interval, as a ratio; 0.95 is promised.';

create view mart.sales_outlook as
select f.day, f.scope, f.part, f.asset, f.issued_at, f.model, f.days_ahead, f.mean, f.median, f.lower_80, f.upper_80, f.lower_95, f.upper_95
from mart.sales_forecast f
join (
  select asset, max(issued_at) as issued_at
  from ops.forecasts
  where measurement = 'sales' and field = 'amount' and champion
  group by asset
) newest using (asset, issued_at);
comment on view mart.sales_outlook is 'The newest forecast of each part. Main question: what is expected in the next seven days. Dates shifted by whole weeks.';
comment on column mart.sales_outlook.day is 'Day that the row is about.';
comment on column mart.sales_outlook.scope is 'total, category, region or category-region.';
comment on column mart.sales_outlook.part is 'Name of the part within its scope.';
comment on column mart.sales_outlook.asset is 'Asset of the part.';
comment on column mart.sales_outlook.issued_at is 'When the forecast was issued: its vintage.';
comment on column mart.sales_outlook.model is 'Model and version that was published.';
comment on column mart.sales_outlook.days_ahead is 'Days between the last day known and this one.';
comment on column mart.sales_outlook.mean is 'Expected sales in USD; parts add up to their total.';
comment on column mart.sales_outlook.median is 'Median in USD; medians of parts do not add up.';
comment on column mart.sales_outlook.lower_80 is 'Lower bound of the 80 % interval in USD.';
comment on column mart.sales_outlook.upper_80 is 'Upper bound of the 80 % interval in USD.';
comment on column mart.sales_outlook.lower_95 is 'Lower bound of the 95 % interval in USD.';
comment on column mart.sales_outlook.upper_95 is 'Upper bound of the 95 % interval in USD.';

create view mart.sales_breaches as
select
  d.day, d.asset, l.kind as limit_kind, d.amount::float8 as amount, l.value as limit_value,
  d.part || ': ' || round(d.amount) || ' USD, ' || l.kind || ' limit ' || l.value || ' USD' as text
from mart.sales_daily d
join ops.limits l on l.asset = d.asset and l.measurement = 'sales' and l.field = 'amount'
where (l.kind in ('high', 'high-high') and d.amount > l.value)
  or (l.kind in ('low', 'low-low') and d.amount < l.value);
comment on view mart.sales_breaches is 'Days whose sales crossed a limit as it is now. Main question: when was a limit breached.';
comment on column mart.sales_breaches.day is 'Day of the orders, shifted by whole weeks.';
comment on column mart.sales_breaches.asset is 'Asset of the part.';
comment on column mart.sales_breaches.limit_kind is 'low-low, low, high or high-high.';
comment on column mart.sales_breaches.amount is 'Sales in USD.';
comment on column mart.sales_breaches.limit_value is 'Limit in USD.';
comment on column mart.sales_breaches.text is 'One line for an annotation.';
