drop table ops.token_use;
alter table ops.tokens drop column created_by, drop column limits, drop column expires_at, drop column assets, drop column sources;
