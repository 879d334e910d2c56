drop view mart.batch_path;
drop view mart.batch_overview;
drop view mart.batch_comparison;
drop view mart.fuel_certificate;
drop table ods.test_methods;
drop table ods.specifications;
drop table ods.batches;
drop table ods.laboratory_results;
