-- Arrays that are only read whole: nobody asks for a row by one of their numbers. By default ANALYZE counts every distinct element of 30,000 rows of each, and of the vintages
-- and histories that a large run writes that took as much processor time as writing them.
alter table ops.forecasts
  alter column mean set statistics 0,
  alter column q0025 set statistics 0,
  alter column q10 set statistics 0,
  alter column q25 set statistics 0,
  alter column q50 set statistics 0,
  alter column q75 set statistics 0,
  alter column q90 set statistics 0,
  alter column q975 set statistics 0;
alter table ops.decompositions
  alter column trend set statistics 0,
  alter column season set statistics 0,
  alter column remainder set statistics 0;
alter table ops.anomaly_states
  alter column state set statistics 0;
alter table ops.card_diagnoses
  alter column pump_position_m set statistics 0,
  alter column pump_load_n set statistics 0;
