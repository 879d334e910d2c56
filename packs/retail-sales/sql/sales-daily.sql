-- Sales by day and part for the days $1 … $2; every part gets every day, 0 where nothing was ordered. Lines are added up
-- before they meet the days: joining days, parts and lines at once is slower and sorts on disk for the archive.
with sold as (
  select
    o.order_date as day, p.asset,
    sum(o.sales) as amount, sum(o.profit) as profit, count(distinct o.order_id) as orders, sum(o.quantity) as quantity
  from ods.order_lines o
  join mart.sales_parts p
    on (p.category is null or o.category = p.category) and (p.region is null or o.region = p.region)
  where o.order_date between $1::date and $2::date
  group by o.order_date, p.asset
)
insert into mart.sales_daily as m (day, scope, part, asset, category, region, amount, profit, orders, quantity)
select
  d.day::date, p.scope, p.part, p.asset, p.category, p.region,
  coalesce(s.amount, 0), coalesce(s.profit, 0), coalesce(s.orders, 0), coalesce(s.quantity, 0)
from generate_series($1::date, $2::date, interval '1 day') as d (day)
cross join mart.sales_parts p
left join sold s on s.day = d.day::date and s.asset = p.asset
on conflict (day, scope, part) do update set
  amount = excluded.amount,
  profit = excluded.profit,
  orders = excluded.orders,
  quantity = excluded.quantity
where (m.amount, m.profit, m.orders, m.quantity)
  is distinct from (excluded.amount, excluded.profit, excluded.orders, excluded.quantity);
