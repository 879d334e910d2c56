-- What readings are checked for before they are acknowledged, beside the catalogue, so that a change holds without a restart.
create table ops.checks (
  pack text not null,
  measurement text not null,
  field text not null,
  assets text[] not null default '{}',
  definition jsonb not null,
  changed_by text not null default 'pack',
  changed_at timestamptz not null default now(),
  primary key (measurement, field, assets)
);
comment on table ops.checks is 'Checks of readings, by measurement.field.';
comment on column ops.checks.pack is 'Pack whose signal it is; empty = of none.';
comment on column ops.checks.measurement is 'Measurement, as in line protocol.';
comment on column ops.checks.field is 'Field of the measurement.';
comment on column ops.checks.assets is 'Assets that it is for, sorted; empty = all that have none of their own.';
comment on column ops.checks.definition is 'unit, hard, soft, mostPerSecond, stuckAfter; figures in the unit of the signal.';
comment on column ops.checks.changed_by is 'Who set it; pack = as the pack brought it, which a newer pack may change.';
comment on column ops.checks.changed_at is 'When it was set.';

create table ops.intake_policies (
  pack text primary key,
  policy jsonb not null,
  changed_by text not null default 'pack',
  changed_at timestamptz not null default now()
);
comment on table ops.intake_policies is 'How the measurements of a pack are taken in.';
comment on column ops.intake_policies.pack is 'Pack.';
comment on column ops.intake_policies.policy is 'unknownAsset (accept, register, quarantine), clockSkewMs, farFutureMs.';
comment on column ops.intake_policies.changed_by is 'Who set it; pack = as the pack brought it.';
comment on column ops.intake_policies.changed_at is 'When it was set.';
