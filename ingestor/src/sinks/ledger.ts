import type { Pool, PoolClient } from 'pg';
import type { RecordHeader } from '../spool/record.js';

const HOUR_MS = 3_600_000;

/** Adds up the counts of records by source and hour: received = accepted + quarantined, as they were decided at the door. */
export async function addToLedger(
  client: PoolClient,
  ingestor: string,
  headers: readonly RecordHeader[],
): Promise<void> {
  const hours = new Map<string, { source: string; hour: number; received: number; accepted: number }>();
  for (const { source, receivedAtMs, received, accepted } of headers) {
    if (received === 0) continue;
    const hour = Math.floor(receivedAtMs / HOUR_MS) * HOUR_MS;
    const key = `${hour} ${source}`;
    const sum = hours.get(key) ?? { source, hour, received: 0, accepted: 0 };
    sum.received += received;
    sum.accepted += accepted;
    hours.set(key, sum);
  }
  for (const { source, hour, received, accepted } of hours.values())
    await client.query(
      `insert into ops.ledger as l (ingestor, source, hour, received, accepted, quarantined)
       values ($1, $2, to_timestamp($3::double precision / 1000), $4, $5, $6)
       on conflict (ingestor, source, hour) do update set
         received = l.received + excluded.received,
         accepted = l.accepted + excluded.accepted,
         quarantined = l.quarantined + excluded.quarantined`,
      [ingestor, source, hour, received, accepted, received - accepted],
    );
}

/** How far a sink has come, as Postgres knows it. */
export interface Cursor {
  readonly sequence: number;
  /** Lines, points or rows delivered in the life of the spool folder. */
  readonly delivered: number;
}

export async function readCursor(pool: Pool, ingestor: string, sink: string): Promise<Cursor> {
  const { rows } = await pool.query<{ sequence: string; delivered: string }>(
    'select sequence, delivered from ops.sink_cursors where ingestor = $1 and sink = $2',
    [ingestor, sink],
  );
  return { sequence: Number(rows[0]?.sequence ?? 0), delivered: Number(rows[0]?.delivered ?? 0) };
}

/** Moves a cursor forward; rejects if another process has moved it, because then the rows of this transaction came twice. */
export async function moveCursor(
  client: PoolClient,
  ingestor: string,
  sink: string,
  from: Cursor,
  to: Cursor,
): Promise<void> {
  const { rowCount } = await client.query(
    `insert into ops.sink_cursors as c (ingestor, sink, sequence, delivered) values ($1, $2, $3, $4)
     on conflict (ingestor, sink) do update
       set sequence = excluded.sequence, delivered = excluded.delivered, updated_at = now()
       where c.sequence = $5`,
    [ingestor, sink, to.sequence, to.delivered, from.sequence],
  );
  if (rowCount !== 1)
    throw new Error(
      `the cursor of ${ingestor}/${sink} is not at ${from.sequence}: another process delivers this spool`,
    );
}
