import pg from 'pg';
import type { Logger } from 'pino';

export interface PoolOptions {
  /** Every transaction is read only. */
  readonly readOnly?: boolean;
  /** A statement that takes longer is cancelled by the server. */
  readonly statementTimeoutMs?: number;
  /** Default 10 connections. */
  readonly max?: number;
  /** How long to wait for a connection that is free, or made; default 10 s. */
  readonly waitMs?: number;
  readonly log?: Logger;
}

const DATE_OID = 1082;

/** Days stay text (`2026-11-22`): pg would make them midnight in the zone of this process. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === DATE_OID && format !== 'binary' ? (text: string) => text : pg.types.getTypeParser(oid, format as 'text'),
} as pg.CustomTypesConfig;

/**
 * A pool of connections; sessions are in UTC. int8 and numeric arrive as text, timestamptz as Date (ms), date as text.
 * A lost connection is logged and replaced, idle or lent: without a listener it would end the process.
 */
export function openPool(url: string, options: PoolOptions = {}): pg.Pool {
  const settings = ['-c timezone=UTC'];
  if (options.readOnly === true) settings.push('-c default_transaction_read_only=on');
  if (options.statementTimeoutMs !== undefined) settings.push(`-c statement_timeout=${options.statementTimeoutMs}`);
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 10,
    options: settings.join(' '),
    application_name: 'wellhead',
    connectionTimeoutMillis: options.waitMs ?? 10_000,
    types,
  });
  const lost = (error: Error): void => options.log?.warn({ reason: error.message }, 'postgres connection lost');
  pool.on('error', lost);
  // The pool listens to idle connections alone; one that is lost between two statements of a transaction would end the process as well.
  pool.on('connect', (client) => client.on('error', lost));
  return pool;
}

/** Runs work in one transaction: committed when it resolves, rolled back when it rejects. */
export async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    // A connection that cannot even roll back is not given to the next user.
    await client.query('rollback').catch((cause: unknown) => {
      broken = new Error('rollback failed', { cause });
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
