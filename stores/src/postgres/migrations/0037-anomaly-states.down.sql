drop table ops.anomaly_states;
