create view mart.well_measured as
with gauges as (
  select a.id as well_id,
    case
      when exists (select from ops.signals s where s.asset = a.id and s.measurement = 'tms') then 'tms'
      when exists (select from ops.signals s where s.asset = a.id and s.measurement = 'wellhead_dynacard') then 'wellhead_dynacard'
      when exists (select from dds.well_days d where d.asset = a.id and d.measurement = 'esp') then 'esp'
    end as gauge
  from ops.assets a
  where a.pack = 'oil-wells' and a.kind = 'well'
)
select g.well_id, 'well' as page, g.gauge, q.quantity, q.title
from gauges g
join (values
  ('tms', 'pressure', 'Pressures at the pump'),
  ('tms', 'temperature', 'Temperatures at the pump'),
  ('tms', 'vibration', 'Vibration of the pump'),
  ('tms', 'current', 'Motor current'),
  ('tms', 'voltage', 'Motor voltage'),
  ('tms', 'frequency', 'Frequency of the drive'),
  ('tms', 'insulation_resistance', 'Insulation resistance'),
  -- Daily figures have no unit of their own.
  ('esp', 'pressure', 'Pressures at the pump, bar'),
  ('esp', 'temperature', 'Temperatures at the pump, °C'),
  ('esp', 'vibration', 'Vibration of the pump, g'),
  ('esp', 'current', 'Motor current, A'),
  ('esp', 'frequency', 'Frequency of the drive, Hz'),
  ('esp', 'insulation_resistance', 'Insulation resistance, MΩ'),
  ('wellhead_dynacard', 'fillage', 'Fillage of the pump'),
  ('wellhead_dynacard', 'fault_probability', 'Probability of a fault, by dynacard')
) as q (gauge, quantity, title) on q.gauge = g.gauge
union all
select s.asset, 'productivity', s.measurement, s.field,
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
comment on column mart.well_measured.gauge is 'Measurement that tells of it: tms (gauges downhole), else esp (daily archive), or wellhead_dynacard.';
comment on column mart.well_measured.quantity is 'Part of the names of its signals, such as pressure.';
comment on column mart.well_measured.title is 'What it is called.';
