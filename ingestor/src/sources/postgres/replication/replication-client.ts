import pg from 'pg';

/** A connection that speaks the streaming replication protocol beside simple queries. Values come as text, times in UTC. */
export const replicationClient = (url: string): pg.Client =>
  new pg.Client({
    connectionString: url,
    application_name: 'wellhead',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    options: '-c timezone=UTC -c datestyle=ISO -c extra_float_digits=1',
    // What pg's types leave out.
    replication: 'database',
  } as pg.ClientConfig);
