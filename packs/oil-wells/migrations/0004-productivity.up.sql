create table dds.well_days (
  asset text not null,
  measurement text not null,
  field text not null,
  day date not null,
  mean double precision,
  low double precision,
  high double precision,
  readings bigint not null,
  primary key (asset, measurement, field, day)
);
create index well_days_by_day on dds.well_days (asset, day) include (measurement, field, mean);
comment on table dds.well_days is 'Readings of wells as daily figures, one row a well, signal and day, collected by the flow oil-wells-daily. Main question: what a well did on the days of a time, which well_days_by_day answers alone.';
comment on column dds.well_days.asset is 'Well.';
comment on column dds.well_days.measurement is 'Measurement: agzu, tms, esp.';
comment on column dds.well_days.field is 'Field of the measurement.';
comment on column dds.well_days.day is 'Day, UTC.';
comment on column dds.well_days.mean is 'Mean of the readings, in the unit of the signal.';
comment on column dds.well_days.low is 'Smallest reading.';
comment on column dds.well_days.high is 'Largest reading.';
comment on column dds.well_days.readings is 'Number of readings.';

create view mart.well_productivity as
with days as (
  select
    d.asset as well_id, d.day,
    max(d.mean) filter (where d.measurement = 'agzu' and d.field = 'liquid') as liquid_m3_d,
    max(d.mean) filter (where d.measurement = 'agzu' and d.field = 'oil') as oil_m3_d,
    max(d.mean) filter (where d.measurement = 'agzu' and d.field = 'gas') as gas_m3_d,
    max(d.mean) filter (where d.measurement = 'agzu' and d.field = 'water_cut') as water_cut,
    coalesce(
      max(d.mean) filter (where d.measurement = 'tms' and d.field = 'intake_pressure'),
      max(d.mean) filter (where d.measurement = 'esp' and d.field = 'intake_pressure')
    ) as intake_pressure_bar,
    max(d.mean) filter (where d.measurement = 'esp' and d.field = 'frequency') as frequency_hz,
    max(d.mean) filter (where d.measurement = 'esp' and d.field = 'power') as power_kw
  from dds.well_days d
  group by d.asset, d.day
)
select
  d.well_id, w.title as well, p.id as pad_id, p.title as pad, d.day,
  d.liquid_m3_d, d.oil_m3_d, d.gas_m3_d, d.water_cut, d.intake_pressure_bar, d.power_kw,
  s.nameplate_rate_m3_d,
  d.liquid_m3_d / nullif(s.nameplate_rate_m3_d * coalesce(d.frequency_hz, 50) / 50, 0) as pump_efficiency,
  t.reservoir_pressure_bar,
  t.reservoir_pressure_bar - d.intake_pressure_bar as drawdown_bar,
  case when t.reservoir_pressure_bar - d.intake_pressure_bar > 1
    then d.liquid_m3_d / (t.reservoir_pressure_bar - d.intake_pressure_bar) end as productivity_index_m3_d_bar,
  case when d.liquid_m3_d > 0 then d.power_kw * 24 / d.liquid_m3_d end as specific_energy_kwh_m3
from days d
join ops.assets w on w.id = d.well_id
left join ops.assets p on p.id = w.parent
left join lateral (
  select nameplate_rate_m3_d from ods.pump_settings s
  where s.well_id = d.well_id and s.date < d.day + 1 order by s.date desc limit 1
) s on true
left join lateral (
  select reservoir_pressure_bar from ods.well_tests t
  where t.well_id = d.well_id and t.date < d.day + 1 and t.reservoir_pressure_bar is not null order by t.date desc limit 1
) t on true;
comment on view mart.well_productivity is 'What a well gives and what it costs, by day. Main questions: pump efficiency, productivity index and drawdown, specific energy of a well over time; production by pad and field.';
comment on column mart.well_productivity.well_id is 'Well.';
comment on column mart.well_productivity.well is 'Name of the well.';
comment on column mart.well_productivity.pad_id is 'Pad of the well.';
comment on column mart.well_productivity.pad is 'Name of the pad.';
comment on column mart.well_productivity.day is 'Day, UTC.';
comment on column mart.well_productivity.liquid_m3_d is 'Metered liquid, m³ a day.';
comment on column mart.well_productivity.oil_m3_d is 'Metered oil, m³ a day.';
comment on column mart.well_productivity.gas_m3_d is 'Metered gas, m³ a day at standard conditions.';
comment on column mart.well_productivity.water_cut is 'Share of water in the liquid, as a ratio.';
comment on column mart.well_productivity.intake_pressure_bar is 'Pressure at the intake of the pump, bar; stands in for the flowing bottom-hole pressure.';
comment on column mart.well_productivity.power_kw is 'Electric power of the motor, kW.';
comment on column mart.well_productivity.nameplate_rate_m3_d is 'Nameplate rate at 50 Hz of the pump that hung in the well on that day, m³ a day.';
comment on column mart.well_productivity.pump_efficiency is 'Metered liquid over the nameplate rate at the frequency of the day (affinity law), as a ratio.';
comment on column mart.well_productivity.reservoir_pressure_bar is 'Reservoir pressure of the newest test by that day, bar.';
comment on column mart.well_productivity.drawdown_bar is 'Reservoir pressure less intake pressure, bar.';
comment on column mart.well_productivity.productivity_index_m3_d_bar is 'Liquid over drawdown, m³ a day and bar; null below 1 bar of drawdown.';
comment on column mart.well_productivity.specific_energy_kwh_m3 is 'Electric energy of the pump a cubic metre of liquid, kWh/m³.';

create view mart.model_deviation as
with newest as (
  select distinct on (well_id, date, quantity) well_id, (date at time zone 'UTC')::date as day, quantity, model, run, value
  from ods.model_results
  order by well_id, date, quantity, run desc
)
select
  n.well_id, w.title as well, n.day, n.quantity, n.model, n.run, n.value as modelled, m.metered,
  m.metered - n.value as difference, m.metered / nullif(n.value, 0) - 1 as deviation
from newest n
join ops.assets w on w.id = n.well_id
left join lateral (
  select d.mean as metered from dds.well_days d
  where d.asset = n.well_id and d.day = n.day and d.measurement = 'agzu'
    and d.field = case n.quantity when 'liquid_m3_d' then 'liquid' when 'oil_m3_d' then 'oil' when 'gas_m3_d' then 'gas' end
) m on true;
comment on view mart.model_deviation is 'What the newest run of an integrated model says of a well and day beside what was metered. Main question: where model and meter part.';
comment on column mart.model_deviation.well_id is 'Well.';
comment on column mart.model_deviation.well is 'Name of the well.';
comment on column mart.model_deviation.day is 'Day, UTC.';
comment on column mart.model_deviation.quantity is 'liquid_m3_d, oil_m3_d, gas_m3_d or another quantity of the model.';
comment on column mart.model_deviation.model is 'Name of the model.';
comment on column mart.model_deviation.run is 'Name of its newest run for that day.';
comment on column mart.model_deviation.modelled is 'Value of the model.';
comment on column mart.model_deviation.metered is 'Metered daily mean; null where nothing was metered.';
comment on column mart.model_deviation.difference is 'Metered less modelled.';
comment on column mart.model_deviation.deviation is 'Metered over modelled less 1, as a ratio.';

create view mart.well_forecast as
select
  f.asset as well_id, w.title as well, f.field as quantity, f.issued_at, f.model, f.champion,
  (f.cutoff at time zone 'UTC')::date + s.step::int as day, s.step::int as days_ahead,
  s.mean, s.median, s.lower_80, s.upper_80, d.mean as metered
from ops.forecasts f
join ops.assets w on w.id = f.asset and w.pack = 'oil-wells'
cross join lateral unnest(f.mean, f.q50, f.q10, f.q90) with ordinality as s (mean, median, lower_80, upper_80, step)
left join dds.well_days d
  on d.asset = f.asset and d.measurement = f.measurement and d.field = f.field
  and d.day = (f.cutoff at time zone 'UTC')::date + s.step::int
where f.measurement = 'agzu';
comment on view mart.well_forecast is 'Every forecast of metered rates beside what came, Arps decline and statistical models alike. Main question: how a well declines by either, and which was right.';
comment on column mart.well_forecast.well_id is 'Well.';
comment on column mart.well_forecast.well is 'Name of the well.';
comment on column mart.well_forecast.quantity is 'liquid, oil, gas or water_cut.';
comment on column mart.well_forecast.issued_at is 'When the forecast was issued: its vintage.';
comment on column mart.well_forecast.model is 'Model and version.';
comment on column mart.well_forecast.champion is 'Whether it is the published one.';
comment on column mart.well_forecast.day is 'Day that the row is about.';
comment on column mart.well_forecast.days_ahead is 'Days between the last day known and this one.';
comment on column mart.well_forecast.mean is 'Expected rate, m³ a day (water cut: ratio).';
comment on column mart.well_forecast.median is 'Median.';
comment on column mart.well_forecast.lower_80 is 'Lower bound of the 80 % interval.';
comment on column mart.well_forecast.upper_80 is 'Upper bound of the 80 % interval.';
comment on column mart.well_forecast.metered is 'What was metered on that day; null until it came.';

create view mart.well_history as
select at, well_id, 'journal' as register, kind, text, author as who, doc_link from ods.well_events
union all
select started_at, well_id, 'repair', kind,
  concat_ws(', ', coalesce(equipment, 'repair'), reason, 'until ' || coalesce(to_char(finished_at at time zone 'UTC', 'YYYY-MM-DD'), 'now')), null, doc_link
from ods.maintenance_records
union all
select date, well_id, 'test', kind,
  concat_ws(', ', kind, 'reservoir ' || round(reservoir_pressure_bar::numeric, 1) || ' bar',
    'index ' || round(productivity_index_m3_d_bar::numeric, 2) || ' m³/d/bar'), null, doc_link
from ods.well_tests
union all
select date, well_id, 'document', kind, title, null, doc_link from ods.well_docs
union all
select date, well_id, 'pump', pump_type, pump_type || ', nameplate ' || nameplate_rate_m3_d || ' m³/d', null, doc_link from ods.pump_settings;
comment on view mart.well_history is 'What happened at wells: journal, repairs, tests, documents and pumps in one list. Main question: the history of a well, as marks on charts and as a table.';
comment on column mart.well_history.at is 'When.';
comment on column mart.well_history.well_id is 'Well.';
comment on column mart.well_history.register is 'journal, repair, test, document or pump.';
comment on column mart.well_history.kind is 'Kind within its register.';
comment on column mart.well_history.text is 'One line for an annotation.';
comment on column mart.well_history.who is 'Who wrote it; null where nobody is named.';
comment on column mart.well_history.doc_link is 'A document.';
