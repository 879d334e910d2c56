drop table ops.tag_history;
