drop table ops.setting_history;
