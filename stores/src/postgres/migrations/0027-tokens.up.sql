-- What a token may reach, how long it holds, and how much it may send.
alter table ops.tokens
  add column sources text[] not null default '{}',
  add column assets text[] not null default '{}',
  add column expires_at timestamptz,
  add column limits jsonb not null default '{}',
  add column created_by text not null default '';
comment on column ops.tokens.sources is 'Patterns (* = any text) of the source names it may write as; empty = any.';
comment on column ops.tokens.assets is 'Patterns (* = any text) of the assets it may write; empty = any.';
comment on column ops.tokens.expires_at is 'From then on it is unknown; null = never.';
comment on column ops.tokens.limits is 'Most it may send: requestsPerSecond, linesPerSecond, bytesPerSecond, linesPerDay. What is absent is not limited.';
comment on column ops.tokens.created_by is 'Who made it; empty = not known.';

create table ops.token_use (
  token text not null references ops.tokens (id) on delete cascade,
  day date not null,
  requests bigint not null default 0,
  lines bigint not null default 0,
  bytes bigint not null default 0,
  primary key (token, day)
);
comment on table ops.token_use is 'What each token sent on each day (UTC), for quotas; written every few seconds, not with every request.';
comment on column ops.token_use.token is 'Token.';
comment on column ops.token_use.day is 'Day, UTC.';
comment on column ops.token_use.requests is 'Requests.';
comment on column ops.token_use.lines is 'Lines, points and record rows received.';
comment on column ops.token_use.bytes is 'Bytes received, decompressed.';
