-- Order lines of the days $1 … $2 from stg to ods, typed. A line that cannot be typed goes to quarantine and stays in stg.
insert into ops.quarantine (received_at, source, refused_by, reason, raw, place)
select
  s.received_at,
  coalesce(s.source, 'orders'),
  'retail-sales',
  'order_date ' || coalesce(quote_literal(s.order_date), 'missing') || ' or original_order_date '
    || coalesce(quote_literal(s.original_order_date), 'missing') || ' is not a day of the calendar',
  to_jsonb(s)::text,
  jsonb_build_object('table', 'stg.orders', 'order_line_id', s.order_line_id)
from stg.orders s
where s.order_date >= $1::date::text
  and s.order_date <= ($2::date + 31)::text
  and not (pg_input_is_valid(s.order_date, 'date') and pg_input_is_valid(s.original_order_date, 'date'))
  and not exists (
    select 1 from ops.quarantine q
    where q.refused_by = 'retail-sales'
      and q.place = jsonb_build_object('table', 'stg.orders', 'order_line_id', s.order_line_id)
  );

insert into ods.order_lines as o (
  order_line_id, order_id, order_date, original_order_date, ship_date, ship_mode, customer_id, segment, country, state,
  city, region, product_id, category, sub_category, product_name, sales, quantity, discount, profit, received_at
)
select
  s.order_line_id, s.order_id, s.order_date::date, s.original_order_date::date,
  case when pg_input_is_valid(s.ship_date, 'date') then s.ship_date::date end,
  s.ship_mode, s.customer_id, s.segment, s.country, s.state,
  s.city, s.region, s.product_id, s.category, s.sub_category, s.product_name, s.sales, s.quantity, s.discount, s.profit,
  s.received_at
from stg.orders s
where s.order_date >= $1::date::text
  and s.order_date <= $2::date::text
  and pg_input_is_valid(s.order_date, 'date')
  and pg_input_is_valid(s.original_order_date, 'date')
on conflict (order_line_id) do update set
  order_id = excluded.order_id,
  order_date = excluded.order_date,
  original_order_date = excluded.original_order_date,
  ship_date = excluded.ship_date,
  ship_mode = excluded.ship_mode,
  customer_id = excluded.customer_id,
  segment = excluded.segment,
  country = excluded.country,
  state = excluded.state,
  city = excluded.city,
  region = excluded.region,
  product_id = excluded.product_id,
  category = excluded.category,
  sub_category = excluded.sub_category,
  product_name = excluded.product_name,
  sales = excluded.sales,
  quantity = excluded.quantity,
  discount = excluded.discount,
  profit = excluded.profit,
  received_at = excluded.received_at
where o.received_at <= excluded.received_at;
