import type pg from 'pg';

/**
 * Runs one statement, its rows as arrays, on a connection of `pool`; when `signal` aborts first, ends it in the server too (asked through `beside`, since `pool` may be
 * taken up by such statements) and rejects with the signal's reason.
 */
export async function queryUntilAborted<R extends unknown[]>(
  { pool, beside }: { readonly pool: pg.Pool; readonly beside: pg.Pool },
  { text, values }: { readonly text: string; readonly values: readonly unknown[] },
  signal?: AbortSignal,
): Promise<pg.QueryArrayResult<R>> {
  const query: pg.QueryArrayConfig = { text, values: [...values], rowMode: 'array' };
  if (signal === undefined) return pool.query<R>(query);
  signal.throwIfAborted();
  const client = await pool.connect();
  let cancelled: Promise<unknown> | undefined;
  let cancel = (): void => {};
  try {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    signal.throwIfAborted();
    cancel = () => {
      // A server that is gone has ended the statement as well.
      cancelled = beside.query('select pg_cancel_backend($1)', [rows[0]?.pid]).catch(() => undefined);
    };
    signal.addEventListener('abort', cancel, { once: true });
    return await client.query<R>(query);
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener('abort', cancel);
    await cancelled;
    // A cancellation that comes late must not meet the next statement of this connection.
    client.release(cancelled !== undefined);
  }
}
