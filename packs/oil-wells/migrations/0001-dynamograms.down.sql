drop table ods.dynamograms;
