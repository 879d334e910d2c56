drop index ops.quarantine_of_file;
drop table ops.files;
drop table ops.file_mappings;
