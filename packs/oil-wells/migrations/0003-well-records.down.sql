drop table ods.pump_settings;
drop table ods.well_events;
drop table ods.model_results;
drop table ods.well_docs;
drop table ods.well_tests;
drop table ods.lab_results;
