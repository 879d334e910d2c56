import type pg from 'pg';

/** What became of the accepted rows of one source and hour at one sink: accepted = delivered + pending. */
export interface SinkHour {
  /** `telemetry` or `postgres`. */
  readonly sink: string;
  readonly accepted: number;
  /** Done with: stored, or refused by the store and in quarantine. */
  readonly delivered: number;
  /** In the spool, not yet delivered. */
  readonly pending: number;
  /** Readings in the delivered lines and points. */
  readonly readings: number;
  /** Readings or record rows that the store refused after they were acknowledged. */
  readonly refused: number;
}

/** Rows of one source in one hour: received = accepted + quarantined. */
export interface LedgerHour {
  readonly ingestor: string;
  readonly source: string;
  readonly hourMs: number;
  readonly received: number;
  readonly accepted: number;
  readonly quarantined: number;
  readonly sinks: readonly SinkHour[];
  /** Rows that the books cannot place; 0 when they balance. */
  readonly imbalance: number;
}

interface Row {
  ingestor: string;
  source: string;
  hour: Date;
  received: string;
  accepted: string;
  quarantined: string;
  sinks: readonly Omit<SinkHour, 'pending'>[];
}

/** Hours of the ledger from `sinceMs` on, the newest first. */
export async function listLedger(pool: pg.Pool, sinceMs = 0, limit = 1_000): Promise<readonly LedgerHour[]> {
  const { rows } = await pool.query<Row>(
    `select l.*, coalesce(s.sinks, '[]') as sinks from ops.ledger l
     left join lateral (
       select json_agg(json_build_object('sink', k.sink, 'accepted', k.accepted, 'delivered', k.delivered,
         'readings', k.readings, 'refused', k.refused) order by k.sink) as sinks
       from ops.sink_ledger k where k.ingestor = l.ingestor and k.source = l.source and k.hour = l.hour
     ) s on true
     where l.hour >= to_timestamp($1::double precision / 1000)
     order by l.hour desc, l.ingestor, l.source limit $2`,
    [sinceMs, limit],
  );
  return rows.map((row) => {
    const hour = {
      ingestor: row.ingestor,
      source: row.source,
      hourMs: row.hour.getTime(),
      received: Number(row.received),
      accepted: Number(row.accepted),
      quarantined: Number(row.quarantined),
      sinks: row.sinks.map((sink) => ({ ...sink, pending: sink.accepted - sink.delivered })),
    };
    return { ...hour, imbalance: imbalanceOf(hour) };
  });
}

/**
 * Rows that an hour of the books cannot place: received neither accepted nor quarantined, or delivered without having been accepted. What is
 * pending is compared with the spool by its ingestor, which alone can read it.
 */
export const imbalanceOf = (hour: Omit<LedgerHour, 'imbalance'>): number =>
  Math.abs(hour.received - hour.accepted - hour.quarantined) +
  hour.sinks.reduce((sum, { pending }) => sum + Math.max(0, -pending), 0);

/** The books of one ingestor as Postgres has them, at one moment. */
export interface LedgerTotals {
  readonly received: number;
  readonly accepted: number;
  readonly quarantined: number;
  readonly sinks: Readonly<Record<string, SinkTotals>>;
}
export interface SinkTotals {
  /** Everything up to this spool sequence is in `delivered`. */
  readonly sequence: number;
  /** Of everything up to the sequence of the sink `postgres`. */
  readonly accepted: number;
  readonly delivered: number;
}

/** Sums of the ledger and the cursors that they belong to, read in one statement. */
export async function ledgerTotals(pool: pg.Pool, ingestor: string): Promise<LedgerTotals> {
  const { rows } = await pool.query<{
    received: string;
    accepted: string;
    quarantined: string;
    sinks: Readonly<Record<string, SinkTotals>>;
  }>(
    `select coalesce(sum(received), 0) as received, coalesce(sum(accepted), 0) as accepted,
       coalesce(sum(quarantined), 0) as quarantined,
       (select coalesce(json_object_agg(sink, json_build_object('sequence', coalesce(c.sequence, 0),
          'accepted', coalesce(s.accepted, 0), 'delivered', coalesce(s.delivered, 0))), '{}')
        from (select sink, sequence from ops.sink_cursors where ingestor = $1) c
        full join (select sink, sum(accepted) as accepted, sum(delivered) as delivered
          from ops.sink_ledger where ingestor = $1 group by sink) s using (sink)) as sinks
     from ops.ledger where ingestor = $1`,
    [ingestor],
  );
  const [row] = rows;
  return {
    received: Number(row?.received),
    accepted: Number(row?.accepted),
    quarantined: Number(row?.quarantined),
    sinks: row?.sinks ?? {},
  };
}

/** Readings that ingestors wrote against those that the store counts. What is missing was overwritten, or dropped by retention. */
export interface LedgerAudit {
  readonly atMs: number;
  readonly store: string;
  readonly written: number;
  readonly stored: number;
  readonly overwritten: number;
}

/** Keeps the outcome of a count of the store beside what the ledger says was written. */
export async function saveAudit(pool: pg.Pool, store: string, stored: number): Promise<void> {
  await pool.query(
    `insert into ops.ledger_audits (store, written, stored)
     select $1, coalesce(sum(readings - refused), 0), $2 from ops.sink_ledger where sink = 'telemetry'
     on conflict (at) do nothing`,
    [store, stored],
  );
}

/** Audits, the newest first. */
export async function listAudits(pool: pg.Pool, limit = 100): Promise<readonly LedgerAudit[]> {
  const { rows } = await pool.query<{ at: Date; store: string; written: string; stored: string }>(
    'select at, store, written, stored from ops.ledger_audits order by at desc limit $1',
    [limit],
  );
  return rows.map((row) => ({
    atMs: row.at.getTime(),
    store: row.store,
    written: Number(row.written),
    stored: Number(row.stored),
    overwritten: Number(row.written) - Number(row.stored),
  }));
}
