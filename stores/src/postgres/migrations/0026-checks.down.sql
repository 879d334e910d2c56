drop table ops.intake_policies;
drop table ops.checks;
