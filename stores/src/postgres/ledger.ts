import type pg from 'pg';

/** Rows of one source in one hour: received = accepted + quarantined. */
export interface LedgerHour {
  readonly ingestor: string;
  readonly source: string;
  readonly hourMs: number;
  readonly received: number;
  readonly accepted: number;
  readonly quarantined: number;
}

/** Hours of the ledger from `sinceMs` on, the newest first. */
export async function listLedger(pool: pg.Pool, sinceMs = 0, limit = 1_000): Promise<readonly LedgerHour[]> {
  const { rows } = await pool.query<{
    ingestor: string;
    source: string;
    hour: Date;
    received: string;
    accepted: string;
    quarantined: string;
  }>(
    `select * from ops.ledger where hour >= to_timestamp($1::double precision / 1000)
     order by hour desc, ingestor, source limit $2`,
    [sinceMs, limit],
  );
  return rows.map((row) => ({
    ingestor: row.ingestor,
    source: row.source,
    hourMs: row.hour.getTime(),
    received: Number(row.received),
    accepted: Number(row.accepted),
    quarantined: Number(row.quarantined),
  }));
}
