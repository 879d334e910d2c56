drop table ods.maintenance_records;
