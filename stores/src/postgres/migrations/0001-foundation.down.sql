drop schema ops cascade;
drop schema mart cascade;
drop schema dds cascade;
drop schema ods cascade;
drop schema stg cascade;
