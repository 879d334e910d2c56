create table ods.laboratory_results (
  sample_id text not null,
  property text not null,
  asset text not null,
  place text not null check (place in ('stream', 'tank', 'loading', 'receipt')),
  batch text,
  value double precision not null,
  unit text,
  method text,
  sampled_at timestamptz not null,
  reported_at timestamptz not null,
  received_at timestamptz not null default now(),
  source text,
  batch_id text,
  primary key (sample_id, property)
);
create index laboratory_results_by_asset on ods.laboratory_results (asset, property, sampled_at) include (value, place, reported_at);
create index laboratory_results_by_batch on ods.laboratory_results (batch, property) include (place, value, sampled_at) where batch is not null;
create index laboratory_results_by_report on ods.laboratory_results (reported_at);
comment on table ods.laboratory_results is
  'Laboratory results, one property of one sample a row, the last report of each. Main questions: what was found in an asset in a time; what was found in a batch at loading and at receipt.';
comment on column ods.laboratory_results.sample_id is 'Name of the sample: part of the natural key.';
comment on column ods.laboratory_results.property is 'What was measured, such as octane_ron: part of the natural key.';
comment on column ods.laboratory_results.asset is 'Tank, stream or depot that the sample was taken at.';
comment on column ods.laboratory_results.place is 'Where on its way the product was sampled: stream, tank, loading, receipt.';
comment on column ods.laboratory_results.batch is 'Batch that was loaded or received.';
comment on column ods.laboratory_results.value is 'Result in the unit.';
comment on column ods.laboratory_results.unit is 'Unit of the result as the laboratory writes it.';
comment on column ods.laboratory_results.method is 'Test method.';
comment on column ods.laboratory_results.sampled_at is 'When the sample was taken.';
comment on column ods.laboratory_results.reported_at is 'When the result was reported.';
comment on column ods.laboratory_results.received_at is 'When the ingestor received the row.';
comment on column ods.laboratory_results.source is 'Who sent it.';
comment on column ods.laboratory_results.batch_id is 'Request that brought it.';

create table ods.batches (
  batch text primary key,
  product text not null,
  tank text not null,
  transport text not null check (transport in ('rail car', 'truck', 'pipeline')),
  transport_number text,
  destination text not null,
  quantity_t double precision not null check (quantity_t > 0),
  loaded_at timestamptz not null,
  arrived_at timestamptz,
  received_at timestamptz not null default now(),
  source text,
  batch_id text
);
create index batches_by_time on ods.batches (loaded_at) include (product, tank, destination);
comment on table ods.batches is
  'Batches on their way from a tank to who receives them. Main question: what was loaded in a time, from which tank, to whom.';
comment on column ods.batches.batch is 'Name of the batch: the natural key.';
comment on column ods.batches.product is 'Product, an asset.';
comment on column ods.batches.tank is 'Tank that it was loaded from, an asset.';
comment on column ods.batches.transport is 'rail car, truck or pipeline.';
comment on column ods.batches.transport_number is 'Number of the car, truck or pipeline batch.';
comment on column ods.batches.destination is 'Who receives it, an asset.';
comment on column ods.batches.quantity_t is 'Mass, t.';
comment on column ods.batches.loaded_at is 'When it was loaded.';
comment on column ods.batches.arrived_at is 'When it arrived; null on its way.';
comment on column ods.batches.received_at is 'When the ingestor received the row.';
comment on column ods.batches.source is 'Who sent it.';
comment on column ods.batches.batch_id is 'Request that brought it.';

create table ods.specifications (
  product text not null,
  property text not null,
  kind text not null check (kind in ('low', 'high')),
  value double precision not null,
  unit text not null,
  source text not null,
  primary key (product, property, kind)
);
comment on table ods.specifications is
  'Limits of each grade as its standard has them. Main question: which limits hold for a property of a product. Check them against the edition that is in force for you.';
comment on column ods.specifications.product is 'Product, an asset.';
comment on column ods.specifications.property is 'Property, such as octane_ron.';
comment on column ods.specifications.kind is 'low: at least; high: at most.';
comment on column ods.specifications.value is 'The limit, in the unit.';
comment on column ods.specifications.unit is 'Unit of the limit.';
comment on column ods.specifications.source is 'Standard that it comes from.';
insert into ods.specifications (product, property, kind, value, unit, source) values
  ('petrol-95', 'octane_ron', 'low', 95, '', 'EN 228'),
  ('petrol-95', 'density_15c', 'low', 720, 'kg/m3', 'EN 228'),
  ('petrol-95', 'density_15c', 'high', 775, 'kg/m3', 'EN 228'),
  ('petrol-95', 'sulphur', 'high', 10, 'mg/kg', 'EN 228'),
  ('petrol-95', 'rvp', 'low', 45, 'kPa', 'EN 228, volatility class A'),
  ('petrol-95', 'rvp', 'high', 60, 'kPa', 'EN 228, volatility class A'),
  ('petrol-95', 'benzene', 'high', 1, '% v/v', 'EN 228'),
  ('petrol-92', 'octane_ron', 'low', 92, '', 'GOST R 51105'),
  ('petrol-92', 'density_15c', 'low', 725, 'kg/m3', 'GOST R 51105'),
  ('petrol-92', 'density_15c', 'high', 780, 'kg/m3', 'GOST R 51105'),
  ('petrol-92', 'sulphur', 'high', 500, 'mg/kg', 'GOST R 51105'),
  ('petrol-92', 'rvp', 'low', 35, 'kPa', 'GOST R 51105, volatility class 1'),
  ('petrol-92', 'rvp', 'high', 70, 'kPa', 'GOST R 51105, volatility class 1'),
  ('petrol-92', 'benzene', 'high', 5, '% v/v', 'GOST R 51105'),
  ('petrol-92', 'distillation_t10', 'high', 75, '°C', 'GOST R 51105, volatility class 1'),
  ('petrol-92', 'distillation_t50', 'high', 120, '°C', 'GOST R 51105, volatility class 1'),
  ('petrol-92', 'distillation_t90', 'high', 190, '°C', 'GOST R 51105, volatility class 1'),
  ('diesel', 'density_15c', 'low', 820, 'kg/m3', 'EN 590'),
  ('diesel', 'density_15c', 'high', 845, 'kg/m3', 'EN 590'),
  ('diesel', 'sulphur', 'high', 10, 'mg/kg', 'EN 590'),
  ('diesel', 'flash_point', 'low', 55, '°C', 'EN 590'),
  ('diesel', 'water', 'high', 200, 'mg/kg', 'EN 590');

create table ods.test_methods (
  property text primary key,
  title text not null,
  method text not null,
  r_constant double precision not null default 0,
  r_factor double precision not null default 0,
  r_power double precision not null default 1,
  unit text not null,
  source text not null
);
comment on table ods.test_methods is
  'Test methods and their reproducibility R = r_constant + r_factor · x ^ r_power, the difference that two laboratories exceed in one case in twenty. Main question: how far two results of a property may lie apart.';
comment on column ods.test_methods.property is 'Property, such as octane_ron.';
comment on column ods.test_methods.title is 'Property in words.';
comment on column ods.test_methods.method is 'Test method.';
comment on column ods.test_methods.r_constant is 'Part of R that does not depend on the result, in the unit.';
comment on column ods.test_methods.r_factor is 'Factor of the part that does.';
comment on column ods.test_methods.r_power is 'Power of the result x.';
comment on column ods.test_methods.unit is 'Unit of the results.';
comment on column ods.test_methods.source is 'Where R comes from.';
insert into ods.test_methods (property, title, method, r_constant, r_factor, r_power, unit, source) values
  ('octane_ron', 'Octane RON', 'EN ISO 5164', 0.7, 0, 1, '', 'EN ISO 5164, 90 to 100 RON'),
  ('density_15c', 'Density at 15 °C', 'EN ISO 12185', 0.5, 0, 1, 'kg/m3', 'EN ISO 12185, thin and clear'),
  ('sulphur', 'Sulphur', 'ASTM D5453', 0, 0.5797, 0.75, 'mg/kg', 'ASTM D5453, below 400 mg/kg'),
  ('rvp', 'Vapour pressure', 'ASTM D323', 5.2, 0, 1, 'kPa', 'ASTM D323, procedure A, 35 to 100 kPa'),
  ('flash_point', 'Flash point', 'EN ISO 2719', 0, 0.071, 1, '°C', 'EN ISO 2719, procedure A'),
  ('distillation_t10', 'T10', 'EN ISO 3405', 3.2, 0, 1, '°C', 'guide value; R of EN ISO 3405 depends on the slope of the curve'),
  ('distillation_t50', 'T50', 'EN ISO 3405', 3.3, 0, 1, '°C', 'guide value; R of EN ISO 3405 depends on the slope of the curve'),
  ('distillation_t90', 'T90', 'EN ISO 3405', 4.3, 0, 1, '°C', 'guide value; R of EN ISO 3405 depends on the slope of the curve'),
  ('water', 'Water', 'EN ISO 12937', 0, 6.877, 0.5, 'mg/kg', 'EN ISO 12937, from % to mg/kg'),
  ('benzene', 'Benzene', 'ASTM D3606', 0.05, 0.13, 1, '% v/v', 'ASTM D3606, 0.1 to 1.5 %');

create view mart.fuel_certificate as
select l.sampled_at, l.sample_id, l.asset, a.parent as product, l.place, l.batch, l.property, coalesce(m.title, l.property) as title,
  l.value, coalesce(m.unit, l.unit, '') as unit, l.method,
  low.value as low, high.value as high, coalesce(low.source, high.source, '') as standard,
  case when low.value is null and high.value is null then 'no limit'
       when l.value < low.value or l.value > high.value then 'off specification' else 'meets' end as verdict,
  l.reported_at
from ods.laboratory_results l
join ops.assets a on a.id = l.asset
left join ods.batches b on b.batch = l.batch
left join ods.test_methods m on m.property = l.property
left join ods.specifications low on low.product = coalesce(b.product, a.parent) and low.property = l.property and low.kind = 'low'
left join ods.specifications high on high.product = coalesce(b.product, a.parent) and high.property = l.property and high.kind = 'high';
comment on view mart.fuel_certificate is
  'Laboratory results beside the limits of their grade. Main question: does what was found in a tank meet its specification.';
comment on column mart.fuel_certificate.sampled_at is 'When the sample was taken.';
comment on column mart.fuel_certificate.sample_id is 'Name of the sample.';
comment on column mart.fuel_certificate.asset is 'Tank, stream or depot that it was taken at.';
comment on column mart.fuel_certificate.product is 'Asset above it: the product.';
comment on column mart.fuel_certificate.place is 'stream, tank, loading or receipt.';
comment on column mart.fuel_certificate.batch is 'Batch that was loaded or received.';
comment on column mart.fuel_certificate.property is 'Property.';
comment on column mart.fuel_certificate.title is 'Property in words.';
comment on column mart.fuel_certificate.value is 'Result.';
comment on column mart.fuel_certificate.unit is 'Unit of result and limits.';
comment on column mart.fuel_certificate.method is 'Test method.';
comment on column mart.fuel_certificate.low is 'Least value that the grade allows.';
comment on column mart.fuel_certificate.high is 'Greatest value that the grade allows.';
comment on column mart.fuel_certificate.standard is 'Standard of the limits.';
comment on column mart.fuel_certificate.verdict is 'meets, off specification, or no limit.';
comment on column mart.fuel_certificate.reported_at is 'When the result was reported.';

create view mart.batch_comparison as
select b.loaded_at, b.arrived_at, b.batch, b.product, b.tank, b.transport, b.transport_number, b.destination, b.quantity_t,
  l.property, coalesce(m.title, l.property) as title, coalesce(m.unit, '') as unit, l.value as at_loading, r.value as at_receipt,
  r.value - l.value as difference, x.reproducibility, abs(r.value - l.value) / x.reproducibility as ratio,
  case when r.value is null then 'on its way' when abs(r.value - l.value) > x.reproducibility then 'beyond R' else 'within R' end as verdict,
  m.source as reproducibility_source
from ods.batches b
join ods.laboratory_results l on l.batch = b.batch and l.place = 'loading'
left join ods.laboratory_results r on r.batch = b.batch and r.property = l.property and r.place = 'receipt'
left join ods.test_methods m on m.property = l.property
left join lateral (
  select m.r_constant + m.r_factor * power(greatest((l.value + coalesce(r.value, l.value)) / 2, 0), m.r_power) as reproducibility
) x on true;
comment on view mart.batch_comparison is
  'Each property of each batch at loading and at receipt. Main question: did the product change on its way by more than two laboratories may differ (R of the method, ISO 4259-2).';
comment on column mart.batch_comparison.loaded_at is 'When it was loaded.';
comment on column mart.batch_comparison.arrived_at is 'When it arrived; null on its way.';
comment on column mart.batch_comparison.batch is 'Batch.';
comment on column mart.batch_comparison.product is 'Product.';
comment on column mart.batch_comparison.tank is 'Tank that it was loaded from.';
comment on column mart.batch_comparison.transport is 'rail car, truck or pipeline.';
comment on column mart.batch_comparison.transport_number is 'Number of the car, truck or pipeline batch.';
comment on column mart.batch_comparison.destination is 'Who receives it.';
comment on column mart.batch_comparison.quantity_t is 'Mass, t.';
comment on column mart.batch_comparison.property is 'Property.';
comment on column mart.batch_comparison.title is 'Property in words.';
comment on column mart.batch_comparison.unit is 'Unit of the results.';
comment on column mart.batch_comparison.at_loading is 'Result of the sample at loading.';
comment on column mart.batch_comparison.at_receipt is 'Result of the sample at receipt; null until it is reported.';
comment on column mart.batch_comparison.difference is 'Receipt minus loading.';
comment on column mart.batch_comparison.reproducibility is 'R of the method at the mean of both.';
comment on column mart.batch_comparison.ratio is 'Difference over R: above 1 the product changed on its way, or a sample was wrong.';
comment on column mart.batch_comparison.verdict is 'within R, beyond R, or on its way.';
comment on column mart.batch_comparison.reproducibility_source is 'Where R comes from.';

create view mart.batch_overview as
select b.loaded_at, b.arrived_at, b.batch, b.product, b.tank, b.transport, b.transport_number, b.destination, b.quantity_t,
  max(c.ratio) as worst_ratio,
  (array_agg(c.title order by c.ratio desc nulls last) filter (where c.ratio is not null))[1] as worst_property,
  case when b.arrived_at is null then 'on its way' when max(c.ratio) is null then 'being analysed'
       when max(c.ratio) > 1 then 'beyond R' else 'within R' end as verdict,
  extract(epoch from b.arrived_at - b.loaded_at) / 3600 as hours_on_the_way
from ods.batches b left join mart.batch_comparison c on c.batch = b.batch
group by b.batch;
comment on view mart.batch_overview is 'Batches with the worst of their differences. Main question: which batch changed on its way.';
comment on column mart.batch_overview.loaded_at is 'When it was loaded.';
comment on column mart.batch_overview.arrived_at is 'When it arrived; null on its way.';
comment on column mart.batch_overview.batch is 'Batch.';
comment on column mart.batch_overview.product is 'Product.';
comment on column mart.batch_overview.tank is 'Tank that it was loaded from.';
comment on column mart.batch_overview.transport is 'rail car, truck or pipeline.';
comment on column mart.batch_overview.transport_number is 'Number of the car, truck or pipeline batch.';
comment on column mart.batch_overview.destination is 'Who receives it.';
comment on column mart.batch_overview.quantity_t is 'Mass, t.';
comment on column mart.batch_overview.worst_ratio is 'Largest difference over R of its properties.';
comment on column mart.batch_overview.worst_property is 'Property of it.';
comment on column mart.batch_overview.verdict is 'within R, beyond R, being analysed, or on its way.';
comment on column mart.batch_overview.hours_on_the_way is 'Hours from loading to arrival.';

create view mart.batch_path as
select b.loaded_at as at, 2 as step, b.batch, b.tank as place, 'loaded' as event,
  b.quantity_t || ' t into ' || b.transport || ' ' || coalesce(b.transport_number, '') as text from ods.batches b
union all
select b.arrived_at, 4, b.batch, b.destination, 'arrived', 'after ' || round(extract(epoch from b.arrived_at - b.loaded_at) / 3600) || ' h'
from ods.batches b where b.arrived_at is not null
union all
select t.sampled_at, 1, b.batch, b.tank, 'tank sampled', t.text
from ods.batches b cross join lateral (
  select l.sampled_at, string_agg(coalesce(m.title, l.property) || ' ' || l.value || coalesce(' ' || nullif(m.unit, ''), ''), ', ' order by l.property) as text
  from ods.laboratory_results l left join ods.test_methods m on m.property = l.property
  where l.asset = b.tank and l.place = 'tank' and l.sampled_at <= b.loaded_at and l.sampled_at > b.loaded_at - interval '2 days'
  group by l.sampled_at order by l.sampled_at desc limit 1
) t
union all
select l.sampled_at, case l.place when 'loading' then 3 else 5 end, l.batch, l.asset, 'sampled at ' || l.place,
  string_agg(coalesce(m.title, l.property) || ' ' || l.value || coalesce(' ' || nullif(m.unit, ''), ''), ', ' order by l.property)
from ods.laboratory_results l left join ods.test_methods m on m.property = l.property
where l.batch is not null group by l.sampled_at, l.place, l.batch, l.asset;
comment on view mart.batch_path is 'What happened to each batch from tank to receipt, step by step. Main question: the path of a batch.';
comment on column mart.batch_path.at is 'When.';
comment on column mart.batch_path.step is 'Order of what happened at the same time.';
comment on column mart.batch_path.batch is 'Batch.';
comment on column mart.batch_path.place is 'Tank or depot.';
comment on column mart.batch_path.event is 'tank sampled, loaded, sampled at loading, arrived, sampled at receipt.';
comment on column mart.batch_path.text is 'Details.';
