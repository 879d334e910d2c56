import type { QuarantineKind, QuarantineState } from '@wellhead/contracts';
import type pg from 'pg';
import { FILTER, parametersOf, type QuarantineFilter } from './quarantine-filter.js';
import { storable, storableJson } from './text.js';

export interface QuarantineRow {
  readonly receivedAtMs: number;
  readonly source: string;
  /** Who refused it: `parser`, `field-types`, `record-schema`, `check hard-range`, `store duckdb` … */
  readonly refusedBy: string;
  readonly reason: string;
  /** The refused line or row as it came. */
  readonly raw: string;
  /** Where in the input: line, index, measurement, field … */
  readonly place: Readonly<Record<string, string | number>>;
  /** With the ingestor: delivering the same record again adds no second row. */
  readonly spoolSequence?: number;
  readonly ingestor?: string;
  /** What it is; default: lines. */
  readonly kind?: QuarantineKind;
  /** Unit of the times in it; default: ns. */
  readonly precision?: string;
  readonly token?: string;
  /** Lines, points or rows that it stands for in the ledger, default 1; 0 where a store refused what was accepted. */
  readonly covers?: number;
  /** True: `raw` is only its beginning. */
  readonly isPart?: boolean;
}

export interface QuarantinedRow extends QuarantineRow {
  readonly id: number;
  readonly state: QuarantineState;
  readonly kind: QuarantineKind;
  readonly precision: string;
  readonly token: string;
  readonly covers: number;
  readonly isPart: boolean;
  /** As a person corrected it. */
  readonly corrected: string | null;
  /** How often it was let in again and refused again, and why the last time. */
  readonly attempts: number;
  readonly lastReason: string | null;
  /** Why it was dismissed. */
  readonly settledReason: string | null;
  readonly changedBy: string | null;
  readonly changedAtMs: number | null;
}

/** Keeps refused rows; a row that was kept before is left alone. Returns whose rows were new. */
export async function quarantineRows(
  client: pg.Pool | pg.ClientBase,
  rows: readonly QuarantineRow[],
): Promise<readonly Pick<QuarantineRow, 'source' | 'receivedAtMs'>[]> {
  if (rows.length === 0) return [];
  const { rows: added } = await client.query<{ source: string; received_at: Date }>(
    `insert into ops.quarantine
       (received_at, source, refused_by, reason, raw, place, spool_sequence, ingestor, kind, precision, token, covers, is_part)
     select to_timestamp(r.at / 1000), r.source, r."refusedBy", r.reason, r.raw, r.place, r.sequence, r.ingestor,
       r.kind, r.precision, r.token, r.covers, r."isPart"
     from jsonb_to_recordset($1::jsonb) as r
       (at double precision, source text, "refusedBy" text, reason text, raw text, place jsonb, sequence bigint, ingestor text,
        kind text, precision text, token text, covers bigint, "isPart" boolean)
     on conflict do nothing
     returning source, received_at`,
    [
      storableJson(
        rows.map(({ receivedAtMs, spoolSequence, ingestor, raw, ...row }) => ({
          kind: 'lines',
          precision: 'ns',
          token: '',
          covers: 1,
          isPart: false,
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

export interface QuarantinePage extends QuarantineFilter {
  /** Rows with a smaller id, for paging backwards. */
  readonly beforeId?: number | undefined;
  /** Rows with a greater id, the oldest first. */
  readonly afterId?: number | undefined;
  /** Default 200. */
  readonly limit?: number | undefined;
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
  kind: QuarantineKind;
  precision: string;
  token: string;
  covers: string;
  is_part: boolean;
  corrected: string | null;
  attempts: number;
  last_reason: string | null;
  settled_reason: string | null;
  changed_by: string | null;
  changed_at: Date | null;
}

const quarantinedOf = (row: Row): QuarantinedRow => ({
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
  kind: row.kind,
  precision: row.precision,
  token: row.token,
  covers: Number(row.covers),
  isPart: row.is_part,
  corrected: row.corrected,
  attempts: row.attempts,
  lastReason: row.last_reason,
  settledReason: row.settled_reason,
  changedBy: row.changed_by,
  changedAtMs: row.changed_at?.getTime() ?? null,
});

/** Refused rows, the newest first; with `afterId` the oldest first. */
export async function listQuarantine(pool: pg.Pool, page: QuarantinePage = {}): Promise<readonly QuarantinedRow[]> {
  const { rows } = await pool.query<Row>(
    `select * from ops.quarantine where ${FILTER}
       and ($9::bigint is null or id < $9) and ($10::bigint is null or id > $10)
     order by id ${page.afterId === undefined ? 'desc' : 'asc'} limit $11`,
    [...parametersOf(page), page.beforeId ?? null, page.afterId ?? null, page.limit ?? 200],
  );
  return rows.map(quarantinedOf);
}

/** Corrects an open row; what came stays beside it. Undefined when no open row has this id. */
export async function correctQuarantined(
  pool: pg.Pool,
  id: number,
  corrected: string,
  by: string,
): Promise<QuarantinedRow | undefined> {
  const { rows } = await pool.query<Row>(
    `update ops.quarantine set corrected = $2, changed_by = $3, changed_at = now()
     where id = $1 and state = 'open' and covers <= 1 returning *`,
    [id, storable(corrected), by],
  );
  return rows[0] && quarantinedOf(rows[0]);
}

/** Lays open rows to rest for a reason; they stay to be seen. Returns how many. */
export async function dismissQuarantined(
  pool: pg.Pool,
  filter: Omit<QuarantineFilter, 'state'>,
  reason: string,
  by: string,
): Promise<number> {
  const { rowCount } = await pool.query(
    `update ops.quarantine set state = 'dismissed', settled_reason = $9, changed_by = $10, changed_at = now() where ${FILTER}`,
    [...parametersOf({ ...filter, state: 'open' }), reason, by],
  );
  return rowCount ?? 0;
}

/** Writes down that open rows were let in again and refused again, and why. */
export async function keepRefusedAgain(
  pool: pg.Pool,
  rows: readonly { readonly id: number; readonly reason: string }[],
): Promise<void> {
  if (rows.length === 0) return;
  await pool.query(
    `update ops.quarantine q set attempts = attempts + 1, last_reason = r.reason
     from unnest($1::bigint[], $2::text[]) as r (id, reason) where q.id = r.id and q.state = 'open'`,
    [rows.map(({ id }) => id), rows.map(({ reason }) => storable(reason))],
  );
}

/** What names a refused row for good, in a database that was rebuilt too. */
export type QuarantineIdentity = Required<Pick<QuarantineRow, 'ingestor' | 'spoolSequence'>> &
  Pick<QuarantineRow, 'source' | 'refusedBy' | 'place'>;

/** Marks rows that were repaired: they are in. Once more is harmless. */
export async function settleRepaired(client: pg.ClientBase, repaired: readonly QuarantineIdentity[]): Promise<void> {
  if (repaired.length === 0) return;
  await client.query(
    `update ops.quarantine q set state = 'replayed'
     from jsonb_to_recordset($1::jsonb) as r (ingestor text, source text, "spoolSequence" bigint, "refusedBy" text, place jsonb)
     where q.ingestor = r.ingestor and q.source = r.source and q.spool_sequence = r."spoolSequence"
       and q.refused_by = r."refusedBy" and q.place = r.place and q.state = 'open'`,
    [storableJson(repaired)],
  );
}
