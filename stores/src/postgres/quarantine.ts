import type pg from 'pg';
import { storable, storableJson } from './text.js';

export interface QuarantineRow {
  readonly receivedAtMs: number;
  readonly source: string;
  /** Who refused it: `parser`, `field-types`, `record-schema`, `store duckdb` … */
  readonly refusedBy: string;
  readonly reason: string;
  /** The refused line or row as it came. */
  readonly raw: string;
  /** Where in the input: line, index, measurement, field … */
  readonly place: Readonly<Record<string, string | number>>;
  /** With the ingestor: delivering the same record again adds no second row. */
  readonly spoolSequence?: number;
  readonly ingestor?: string;
}
export const QUARANTINE_STATES = ['open', 'replayed', 'dismissed'] as const;
export type QuarantineState = (typeof QUARANTINE_STATES)[number];

export interface QuarantinedRow extends QuarantineRow {
  readonly id: number;
  readonly state: QuarantineState;
}

/** Keeps refused rows; a row that was kept before is left alone. Returns whose rows were new. */
export async function quarantineRows(
  client: pg.Pool | pg.ClientBase,
  rows: readonly QuarantineRow[],
): Promise<readonly Pick<QuarantineRow, 'source' | 'receivedAtMs'>[]> {
  if (rows.length === 0) return [];
  const { rows: added } = await client.query<{ source: string; received_at: Date }>(
    `insert into ops.quarantine (received_at, source, refused_by, reason, raw, place, spool_sequence, ingestor)
     select to_timestamp(r.at / 1000), r.source, r."refusedBy", r.reason, r.raw, r.place, r.sequence, r.ingestor
     from jsonb_to_recordset($1::jsonb) as r
       (at double precision, source text, "refusedBy" text, reason text, raw text, place jsonb, sequence bigint, ingestor text)
     on conflict do nothing
     returning source, received_at`,
    [
      storableJson(
        rows.map(({ receivedAtMs, spoolSequence, ingestor, raw, ...row }) => ({
          ...row,
          raw: storable(raw),
          at: receivedAtMs,
          sequence: spoolSequence ?? null,
          ingestor: ingestor ?? '',
        })),
      ),
    ],
  );
  return added.map((row) => ({ source: row.source, receivedAtMs: row.received_at.getTime() }));
}

export interface QuarantineFilter {
  readonly state?: QuarantineState;
  readonly source?: string;
  /** Rows with a smaller id, for paging backwards. */
  readonly beforeId?: number;
  /** Default 200. */
  readonly limit?: number;
}

interface Row {
  id: string;
  received_at: Date;
  source: string;
  refused_by: string;
  reason: string;
  raw: string;
  place: Record<string, string | number>;
  spool_sequence: string | null;
  ingestor: string;
  state: QuarantineState;
}

/** Refused rows, the newest first. */
export async function listQuarantine(pool: pg.Pool, filter: QuarantineFilter = {}): Promise<readonly QuarantinedRow[]> {
  const { rows } = await pool.query<Row>(
    `select * from ops.quarantine
     where ($1::text is null or state = $1) and ($2::text is null or source = $2) and ($3::bigint is null or id < $3)
     order by id desc limit $4`,
    [filter.state ?? null, filter.source ?? null, filter.beforeId ?? null, filter.limit ?? 200],
  );
  return rows.map((row) => ({
    id: Number(row.id),
    receivedAtMs: row.received_at.getTime(),
    source: row.source,
    refusedBy: row.refused_by,
    reason: row.reason,
    raw: row.raw,
    place: row.place,
    ...(row.spool_sequence === null ? {} : { spoolSequence: Number(row.spool_sequence) }),
    ingestor: row.ingestor,
    state: row.state,
  }));
}
