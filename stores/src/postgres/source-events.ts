import type pg from 'pg';
import { storable, storableJson } from './text.js';

/** An event as it came from a broker, for people who look. */
export interface SourceEvent {
  readonly source: string;
  /** Topic or feed. */
  readonly stream: string;
  readonly partition: number;
  /** Offset in the partition. */
  readonly position: number;
  readonly atMs: number;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Text, cut where it is long. */
  readonly payload: string;
}

/** Events of one stream that are kept. */
export const KEPT_EVENTS = 20;

/** Adds events and forgets all but the newest of each stream. */
export async function saveSourceEvents(pool: pg.Pool, events: readonly SourceEvent[]): Promise<void> {
  await pool.query(
    `insert into ops.source_events (source, stream, partition, position, happened_at, key, headers, payload)
     select r.source, r.stream, r.partition, r.position, to_timestamp(r."atMs" / 1000), r.key, r.headers, r.payload
     from jsonb_to_recordset($1::jsonb) as r (source text, stream text, partition integer, position bigint,
       "atMs" double precision, key text, headers jsonb, payload text)
     on conflict do nothing`,
    [storableJson(events.map((event) => ({ ...event, payload: storable(event.payload) })))],
  );
  await pool.query(
    `delete from ops.source_events e using (
       select source, stream, partition, position,
         row_number() over (partition by source, stream order by happened_at desc, position desc) as age
       from ops.source_events) old
     where old.age > $1 and (e.source, e.stream, e.partition, e.position) = (old.source, old.stream, old.partition, old.position)`,
    [KEPT_EVENTS],
  );
}

/** The last events of all sources, the newest first. */
export async function listSourceEvents(pool: pg.Pool, limit: number): Promise<readonly SourceEvent[]> {
  const { rows } = await pool.query<{
    source: string;
    stream: string;
    partition: number;
    position: string;
    happened_at: Date;
    key: string;
    headers: Record<string, string>;
    payload: string;
  }>('select * from ops.source_events order by happened_at desc, position desc limit $1', [limit]);
  return rows.map(({ happened_at, position, ...row }) => ({
    ...row,
    position: Number(position),
    atMs: happened_at.getTime(),
  }));
}
