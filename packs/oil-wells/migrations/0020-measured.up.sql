create view mart.well_measured as
with lifts as (
  select a.id as well_id, m.measurement
  from ops.assets a
  cross join lateral (
    select distinct s.measurement from ops.signals s where s.asset = a.id
    union all
    select 'esp' where exists (select from dds.well_days d where d.asset = a.id and d.measurement = 'esp')
  ) m
  where a.pack = 'oil-wells' and a.kind = 'well'
)
select distinct l.well_id, q.page, q.quantity, q.title
from lifts l
join (values
  ('esp', 'well', 'pressure', 'Pressures at the pump'),
  ('esp', 'well', 'temperature', 'Temperatures at the pump'),
  ('esp', 'well', 'vibration', 'Vibration of the pump'),
  ('esp', 'well', 'current', 'Motor current'),
  ('esp', 'well', 'frequency', 'Frequency of the drive'),
  ('esp', 'well', 'insulation_resistance', 'Insulation resistance'),
  ('tms', 'well', 'pressure', 'Pressures at the pump'),
  ('tms', 'well', 'temperature', 'Temperatures at the pump'),
  ('tms', 'well', 'vibration', 'Vibration of the pump'),
  ('tms', 'well', 'current', 'Motor current'),
  ('tms', 'well', 'voltage', 'Motor voltage'),
  ('tms', 'well', 'frequency', 'Frequency of the drive'),
  ('tms', 'well', 'insulation_resistance', 'Insulation resistance'),
  ('wellhead_dynacard', 'well', 'fillage', 'Fillage of the pump'),
  ('wellhead_dynacard', 'well', 'fault_probability', 'Probability of a fault, by dynacard')
) as q (measurement, page, quantity, title) on q.measurement = l.measurement
union all
select s.asset, 'productivity', s.field,
  case s.field
    when 'pump_efficiency' then 'Efficiency of the pump'
    when 'productivity_index' then 'Productivity index'
    when 'drawdown' then 'Drawdown'
    when 'specific_energy' then 'Specific energy'
  end
from ops.signals s
where s.pack = 'oil-wells' and s.measurement = 'productivity' and s.field in ('pump_efficiency', 'productivity_index', 'drawdown', 'specific_energy');
comment on view mart.well_measured is 'What is measured at a well of its lift: quantities, by the page that shows them. Main question: which panels has the page of a well.';
comment on column mart.well_measured.well_id is 'Well.';
comment on column mart.well_measured.page is 'well: at the pump; productivity: worked out by day.';
comment on column mart.well_measured.quantity is 'Part of the names of its signals, such as pressure.';
comment on column mart.well_measured.title is 'What it is called.';
