import type pg from 'pg';

/** The last day that a flow has succeeded for; undefined before its first success. */
export async function lastDayOf(pool: pg.Pool, flow: string): Promise<string | undefined> {
  const { rows } = await pool.query<{ day: string | null }>(
    `select max(detail ->> 'toDay') as day from ops.runs where kind = 'flow' and name = $1 and state = 'succeeded'`,
    [flow],
  );
  return rows[0]?.day ?? undefined;
}

/**
 * Runs of one flow follow one another, whichever process asks: a session lock in Postgres. Whoever holds it knows that a run
 * of this flow still marked as running was cut off, and says so.
 */
export async function withFlowLock<T>(pool: pg.Pool, flow: string, work: () => Promise<T>): Promise<T> {
  const client = await pool.connect();
  const lock = `wellhead flow ${flow}`;
  let broken: Error | undefined;
  try {
    await client.query('select pg_advisory_lock(hashtext($1))', [lock]);
    await client.query(
      `update ops.runs set state = 'failed', finished_at = now(), error = 'the process that ran it ended before the run did'
       where kind = 'flow' and name = $1 and state = 'running'`,
      [flow],
    );
    return await work();
  } finally {
    await client.query('select pg_advisory_unlock(hashtext($1))', [lock]).catch((error: Error) => {
      broken = error;
    });
    client.release(broken);
  }
}
