-- Whether the interval of a judged vintage was calibrated, so that figures of coverage can say what they are of.
alter table ops.vintage_scores add column calibrated boolean;
comment on column ops.vintage_scores.calibrated is 'False: fewer than 60 past forecasts stood behind the interval. Null: not known, the vintage itself is gone.';
update ops.vintage_scores s set calibrated = f.calibrated from ops.forecasts f
where (f.asset, f.measurement, f.field, f.model, f.issued_at) = (s.asset, s.measurement, s.field, s.model, s.issued_at);
