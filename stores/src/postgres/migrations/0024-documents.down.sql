drop table ops.documents;
