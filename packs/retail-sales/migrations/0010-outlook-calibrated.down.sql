-- A column of a view goes only with the view: its comments are kept and put back.

create temp table kept_comments on commit drop as
select 'column mart.sales_outlook.' || quote_ident(attname) as what, col_description(attrelid, attnum) as text
from pg_attribute
where attrelid = 'mart.sales_outlook'::regclass and attnum > 0 and attname <> 'calibrated'
union all
select 'view mart.sales_outlook', obj_description('mart.sales_outlook'::regclass);

drop view mart.sales_outlook;
create view mart.sales_outlook as
select f.day, f.scope, f.part, f.asset, f.issued_at, f.model, f.days_ahead, f.mean, f.median, f.lower_80, f.upper_80, f.lower_95, f.upper_95
from mart.sales_forecast f
join (
  select asset, max(issued_at) as issued_at
  from ops.forecasts
  where measurement = 'sales' and field = 'amount' and champion
  group by asset
) newest using (asset, issued_at);

do $$
declare
  kept record;
begin
  for kept in select * from kept_comments loop
    execute format('comment on %s is %L', kept.what, kept.text);
  end loop;
end
$$;
drop table kept_comments;
