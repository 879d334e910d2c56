import type pg from 'pg';

/** The books of one hour over all sources and ingestors: received = accepted + quarantined, accepted = delivered + pending. */
export interface HourBalance {
  readonly hourMs: number;
  readonly received: number;
  readonly accepted: number;
  readonly quarantined: number;
  /** Over all sinks. */
  readonly delivered: number;
  readonly pending: number;
  /** Rows that the books cannot place, as `imbalanceOf` counts them. */
  readonly imbalance: number;
}

/** Hours within [fromMs, toMs), the oldest first; of more than `limit` the newest. */
export async function ledgerBalance(
  pool: pg.Pool,
  { fromMs, toMs, limit }: { readonly fromMs: number; readonly toMs: number; readonly limit: number },
): Promise<readonly HourBalance[]> {
  const { rows } = await pool.query<Record<Exclude<keyof HourBalance, 'hourMs'>, string> & { hour: Date }>(
    `select l.hour, sum(l.received) as received, sum(l.accepted) as accepted, sum(l.quarantined) as quarantined,
       coalesce(sum(s.delivered), 0) as delivered, coalesce(sum(s.pending), 0) as pending,
       sum(abs(l.received - l.accepted - l.quarantined) + coalesce(s.excess, 0)) as imbalance
     from ops.ledger l
     left join lateral (
       select sum(k.delivered) as delivered, sum(k.accepted - k.delivered) as pending,
         sum(greatest(k.delivered - k.accepted, 0)) as excess
       from ops.sink_ledger k where k.ingestor = l.ingestor and k.source = l.source and k.hour = l.hour
     ) s on true
     where l.hour > to_timestamp($1::float8 / 1000) - interval '1 hour' and l.hour < to_timestamp($2::float8 / 1000)
     group by l.hour order by l.hour desc limit $3`,
    [fromMs, toMs, limit],
  );
  return rows.toReversed().map((row) => ({
    hourMs: row.hour.getTime(),
    received: Number(row.received),
    accepted: Number(row.accepted),
    quarantined: Number(row.quarantined),
    delivered: Number(row.delivered),
    pending: Number(row.pending),
    imbalance: Number(row.imbalance),
  }));
}
