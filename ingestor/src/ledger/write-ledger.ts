import type { Pool, PoolClient } from 'pg';
import type { RecordHeader } from '../spool/record.js';
import { hourOf, POSTGRES_SINK, type SinkName, type Tally, tallyOf, TELEMETRY_SINK } from './tally.js';

/**
 * Books the arrival of records by source and hour, as it was decided at the door: received = accepted + quarantined, and what of it each
 * sink is to deliver. The sink of Postgres, whose transaction this is, has delivered its part by then.
 */
export async function bookArrival(
  client: PoolClient,
  ingestor: string,
  headers: readonly RecordHeader[],
): Promise<void> {
  const entries = [...tallyOf(headers).values()];
  if (entries.length === 0) return;
  await client.query(
    `insert into ops.ledger as l (ingestor, source, hour, received, accepted, quarantined)
     select $1, source, to_timestamp(hour / 1000), received, accepted, received - accepted
     from unnest($2::text[], $3::double precision[], $4::bigint[], $5::bigint[]) as r (source, hour, received, accepted)
     on conflict (ingestor, source, hour) do update set
       received = l.received + excluded.received,
       accepted = l.accepted + excluded.accepted,
       quarantined = l.quarantined + excluded.quarantined`,
    [
      ingestor,
      entries.map(({ source }) => source),
      entries.map(({ hourMs }) => hourMs),
      entries.map(({ received }) => received),
      entries.map(({ accepted }) => accepted),
    ],
  );
  const accepted = (sink: SinkName, isDelivered: boolean): SinkChange[] =>
    [...tallyOf(headers, sink).values()].map((entry) => ({
      source: entry.source,
      hourMs: entry.hourMs,
      accepted: entry.accepted,
      delivered: isDelivered ? entry.accepted : 0,
    }));
  await bookSink(client, ingestor, TELEMETRY_SINK, accepted(TELEMETRY_SINK, false));
  await bookSink(client, ingestor, POSTGRES_SINK, accepted(POSTGRES_SINK, true));
}

/** Books what a sink has delivered. */
export const bookDelivery = (client: PoolClient, ingestor: string, sink: SinkName, tally: Tally): Promise<void> =>
  bookSink(
    client,
    ingestor,
    sink,
    [...tally.values()].map(({ source, hourMs, accepted, readings }) => ({
      source,
      hourMs,
      delivered: accepted,
      readings,
    })),
  );

/** Books what a store refused of acknowledged rows, each by the source and time of its record. */
export function bookRefusals(
  client: PoolClient,
  ingestor: string,
  sink: SinkName,
  rows: readonly { readonly source: string; readonly receivedAtMs: number }[],
): Promise<void> {
  const sums = new Map<string, { source: string; hourMs: number; refused: number }>();
  for (const { source, receivedAtMs } of rows) {
    const hourMs = hourOf(receivedAtMs);
    const key = `${hourMs} ${source}`;
    const sum = sums.get(key) ?? { source, hourMs, refused: 0 };
    sum.refused += 1;
    sums.set(key, sum);
  }
  return bookSink(client, ingestor, sink, [...sums.values()]);
}

interface SinkChange {
  readonly source: string;
  readonly hourMs: number;
  readonly accepted?: number;
  readonly delivered?: number;
  readonly readings?: number;
  readonly refused?: number;
}

async function bookSink(
  client: PoolClient,
  ingestor: string,
  sink: SinkName,
  changes: readonly SinkChange[],
): Promise<void> {
  if (changes.length === 0) return;
  await client.query(
    `insert into ops.sink_ledger as l (ingestor, sink, source, hour, accepted, delivered, readings, refused)
     select $1, $2, source, to_timestamp(hour / 1000), accepted, delivered, readings, refused
     from unnest($3::text[], $4::double precision[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[])
       as r (source, hour, accepted, delivered, readings, refused)
     on conflict (ingestor, sink, source, hour) do update set
       accepted = l.accepted + excluded.accepted,
       delivered = l.delivered + excluded.delivered,
       readings = l.readings + excluded.readings,
       refused = l.refused + excluded.refused`,
    [
      ingestor,
      sink,
      changes.map(({ source }) => source),
      changes.map(({ hourMs }) => hourMs),
      changes.map(({ accepted = 0 }) => accepted),
      changes.map(({ delivered = 0 }) => delivered),
      changes.map(({ readings = 0 }) => readings),
      changes.map(({ refused = 0 }) => refused),
    ],
  );
}

/** How far a sink has come, as Postgres knows it. */
export interface Cursor {
  readonly sequence: number;
  /** Lines, points or rows delivered in the life of the spool folder. */
  readonly delivered: number;
}

export async function readCursor(pool: Pool, ingestor: string, sink: SinkName): Promise<Cursor> {
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
  sink: SinkName,
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
