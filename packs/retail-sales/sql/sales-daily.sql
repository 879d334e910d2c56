-- Sales by day and part for the days $1 … $2; every part gets every day, 0 where nothing was ordered.
insert into mart.sales_daily as m (day, scope, part, asset, category, region, amount, profit, orders, quantity)
select
  d.day::date, p.scope, p.part, p.asset, p.category, p.region,
  coalesce(sum(o.sales), 0), coalesce(sum(o.profit), 0), count(distinct o.order_id), coalesce(sum(o.quantity), 0)
from generate_series($1::date, $2::date, interval '1 day') as d (day)
cross join mart.sales_parts p
left join ods.orders o
  on o.order_date = d.day::date
  and (p.category is null or o.category = p.category)
  and (p.region is null or o.region = p.region)
group by d.day, p.scope, p.part, p.asset, p.category, p.region
on conflict (day, scope, part) do update set
  amount = excluded.amount,
  profit = excluded.profit,
  orders = excluded.orders,
  quantity = excluded.quantity
where (m.amount, m.profit, m.orders, m.quantity)
  is distinct from (excluded.amount, excluded.profit, excluded.orders, excluded.quantity);
