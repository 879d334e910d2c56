import type pg from 'pg';
import { WHY_OF_REASON } from './reason-why.js';

/** Open rows of quarantine that one party refused for one reason. */
export interface QuarantineReason {
  readonly source: string;
  readonly refusedBy: string;
  /** Without what was found in each. */
  readonly reason: string;
  /** Lines, points or rows that they stand for. */
  readonly rows: number;
  readonly oldestMs: number;
  readonly newestMs: number;
}

/** Counts what is open in quarantine by who sent it, who refused it and why, the most first. */
export async function quarantineReasons(pool: pg.Pool, limit: number): Promise<readonly QuarantineReason[]> {
  const { rows } = await pool.query<{
    source: string;
    refused_by: string;
    why: string;
    count: string;
    oldest: Date;
    newest: Date;
  }>(
    `select source, refused_by, why, sum(greatest(covers, 1)) as count, min(received_at) as oldest, max(received_at) as newest
     from (select source, refused_by, covers, received_at, ${WHY_OF_REASON} as why
       from ops.quarantine where state = 'open') as open
     group by source, refused_by, why order by count desc, source, why limit $1`,
    [limit],
  );
  return rows.map((row) => ({
    source: row.source,
    refusedBy: row.refused_by,
    reason: row.why,
    rows: Number(row.count),
    oldestMs: row.oldest.getTime(),
    newestMs: row.newest.getTime(),
  }));
}
