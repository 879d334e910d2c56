alter table ops.runs drop constraint runs_kind_check;
alter table ops.runs add constraint runs_kind_check check (kind in ('flow', 'forecast', 'replay', 'model', 'diagnosis'));
comment on column ops.runs.kind is 'flow, forecast, replay, model or diagnosis.';

create table ops.card_diagnoses (
  record_type text not null,
  card_id text not null,
  asset text not null,
  taken_at timestamptz not null,
  received_at timestamptz not null,
  diagnosed_at timestamptz not null default now(),
  model text not null,
  refused text,
  class text,
  probability double precision,
  probabilities jsonb,
  rule_class text,
  rule_words text,
  fillage double precision,
  pump_stroke_m double precision,
  fluid_load_n double precision,
  least_load_n double precision,
  most_load_n double precision,
  pump_position_m float8[],
  pump_load_n float8[],
  primary key (record_type, card_id),
  check ((refused is null) = (class is not null))
);
create index card_diagnoses_by_time on ops.card_diagnoses (taken_at desc, asset);
comment on table ops.card_diagnoses is 'Dynamograms as they were diagnosed, one row a card: pump card, class, rule. Main questions: what is wrong with a well, since when, and how sure is it.';
comment on column ops.card_diagnoses.record_type is 'Record type of the dynamogram.';
comment on column ops.card_diagnoses.card_id is 'Its id in the table of that record type.';
comment on column ops.card_diagnoses.asset is 'Well of the card.';
comment on column ops.card_diagnoses.taken_at is 'When the card was taken.';
comment on column ops.card_diagnoses.received_at is 'When the version of the card that was diagnosed was received: a later one is diagnosed anew.';
comment on column ops.card_diagnoses.diagnosed_at is 'When it was diagnosed.';
comment on column ops.card_diagnoses.model is 'Classifier, as name@version: cards are diagnosed anew by another one.';
comment on column ops.card_diagnoses.refused is 'Why this is no card that can be diagnosed; null when it was.';
comment on column ops.card_diagnoses.class is 'Class with the largest probability.';
comment on column ops.card_diagnoses.probability is 'Its probability, calibrated on simulated cards.';
comment on column ops.card_diagnoses.probabilities is 'Probability by class.';
comment on column ops.card_diagnoses.rule_class is 'Class that the rule names.';
comment on column ops.card_diagnoses.rule_words is 'Why the rule names it.';
comment on column ops.card_diagnoses.fillage is 'Share of the stroke of the plunger that was filled; null where the fault hides it.';
comment on column ops.card_diagnoses.pump_stroke_m is 'Stroke of the plunger, m.';
comment on column ops.card_diagnoses.fluid_load_n is 'What the column of fluid on the plunger weighs, N.';
comment on column ops.card_diagnoses.least_load_n is 'Least load of the polished rod, N.';
comment on column ops.card_diagnoses.most_load_n is 'Most load of the polished rod, N.';
comment on column ops.card_diagnoses.pump_position_m is 'Position of the plunger in equal steps of time, m.';
comment on column ops.card_diagnoses.pump_load_n is 'Effective load of the plunger, N: without the weight of the rods.';
