drop table ops.model_uploads;
