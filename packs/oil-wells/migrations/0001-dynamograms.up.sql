create table ods.dynamograms (
  id text primary key,
  well_id text not null,
  taken_at timestamptz not null,
  stroke_length_m double precision,
  strokes_per_minute double precision not null,
  position_m float8[] not null,
  load_n float8[] not null,
  rods jsonb not null,
  plunger_diameter_mm double precision not null,
  fluid_density_kg_m3 double precision not null,
  description text,
  doc_link text,
  received_at timestamptz not null default now(),
  source text,
  batch_id text
);
create index dynamograms_by_well on ods.dynamograms (well_id, taken_at desc);
comment on table ods.dynamograms is 'Dynamograms as received, one row a stroke. Main question: the cards of a well over time. Their diagnosis is in ops.card_diagnoses.';
comment on column ods.dynamograms.id is 'Name of the card in its source: the natural key.';
comment on column ods.dynamograms.well_id is 'Well.';
comment on column ods.dynamograms.taken_at is 'When the stroke was taken.';
comment on column ods.dynamograms.stroke_length_m is 'Stroke of the polished rod as set, m.';
comment on column ods.dynamograms.strokes_per_minute is 'Strokes a minute.';
comment on column ods.dynamograms.position_m is 'Position of the polished rod in equal steps of time over one stroke, m, upwards.';
comment on column ods.dynamograms.load_n is 'Load of the polished rod at these positions, N.';
comment on column ods.dynamograms.rods is 'Rod string from the surface down: length_m and diameter_mm of each section.';
comment on column ods.dynamograms.plunger_diameter_mm is 'Plunger, mm.';
comment on column ods.dynamograms.fluid_density_kg_m3 is 'Density of what stands in the tubing, kg/m³.';
comment on column ods.dynamograms.description is 'A note.';
comment on column ods.dynamograms.doc_link is 'A document.';
comment on column ods.dynamograms.received_at is 'When the ingestor received the card.';
comment on column ods.dynamograms.source is 'Who sent it.';
comment on column ods.dynamograms.batch_id is 'Request that brought it.';
