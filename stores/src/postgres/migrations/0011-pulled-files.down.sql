drop table ops.pulled_files;
