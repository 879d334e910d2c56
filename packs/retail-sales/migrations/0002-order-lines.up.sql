-- Lines, not orders: the name ods.orders belongs to whoever has one row an order. Only where the older text of 0001 made it.
do $$
begin
  if to_regclass('ods.order_lines') is null then
    alter table ods.orders rename to order_lines;
    alter index ods.orders_pkey rename to order_lines_pkey;
    alter index ods.orders_by_day rename to order_lines_by_day;
  end if;
end
$$;
