import type pg from 'pg';

const READABLE = ['stg', 'ods', 'dds', 'mart'];
/** Two sessions changed the role, which all databases of a server share, at the same moment: the second tries again. */
const CLASHES = ['XX000', '23505', '42710'];
const TRIES = 5;

/**
 * Makes or updates the role `analyst` for people's SQL clients: reads stg, ods, dds, mart and ops but for tokens, never writes,
 * statements end after a minute. Call it after each migration: rights on new `ops` tables are given here.
 */
export async function ensureAnalyst(pool: pg.Pool, password: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await grant(pool, password);
      return;
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      if (attempt === TRIES || !CLASHES.includes(code)) throw error;
    }
  }
}

async function grant(pool: pg.Pool, password: string): Promise<void> {
  const { rows } = await pool.query<{ known: boolean; secret: string; database: string }>(
    `select exists (select from pg_roles where rolname = 'analyst') as known, quote_literal($1) as secret,
       quote_ident(current_database()) as database`,
    [password],
  );
  const { known, secret, database } = rows[0] ?? { known: false, secret: "''", database: '' };
  const schemas = READABLE.join(', ');
  await pool.query(`
    ${known ? 'alter' : 'create'} role analyst with login nosuperuser nocreatedb nocreaterole password ${secret};
    alter role analyst set default_transaction_read_only = on;
    alter role analyst set statement_timeout = '60s';
    grant connect on database ${database} to analyst;
    grant usage on schema ${schemas}, ops to analyst;
    grant select on all tables in schema ${schemas}, ops to analyst;
    revoke all on ops.tokens from analyst;
    alter default privileges in schema ${schemas} grant select on tables to analyst;`);
}
