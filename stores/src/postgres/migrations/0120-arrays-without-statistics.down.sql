alter table ops.forecasts
  alter column mean set statistics -1,
  alter column q0025 set statistics -1,
  alter column q10 set statistics -1,
  alter column q25 set statistics -1,
  alter column q50 set statistics -1,
  alter column q75 set statistics -1,
  alter column q90 set statistics -1,
  alter column q975 set statistics -1;
alter table ops.decompositions
  alter column trend set statistics -1,
  alter column season set statistics -1,
  alter column remainder set statistics -1;
alter table ops.anomaly_states
  alter column state set statistics -1;
alter table ops.card_diagnoses
  alter column pump_position_m set statistics -1,
  alter column pump_load_n set statistics -1;
