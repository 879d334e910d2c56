import type pg from 'pg';
import { FILTER, parametersOf, type QuarantineFilter } from './quarantine-filter.js';
import { WHY_OF_REASON } from './reason-why.js';

export const QUARANTINE_GROUPS = ['reason', 'refusedBy', 'source', 'state'] as const;
export type QuarantineGroup = (typeof QUARANTINE_GROUPS)[number];

/** Refused rows that are alike. */
export interface QuarantineCount {
  /** What they share; a reason without what was found and expected, so that it is a text within the reason of each. */
  readonly value: string;
  readonly rows: number;
  /** Lines, points and rows that they stand for. */
  readonly covers: number;
  /** When the first and the last of them were received. */
  readonly firstMs: number;
  readonly lastMs: number;
  /** The newest of them, to be looked at. */
  readonly newestId: number;
}

const VALUES: Readonly<Record<QuarantineGroup, string>> = {
  reason: WHY_OF_REASON,
  refusedBy: 'refused_by',
  source: 'source',
  state: 'state',
};

/** How many rows fit, by what they share; the most first. */
export async function countQuarantine(
  pool: pg.Pool,
  by: QuarantineGroup,
  filter: QuarantineFilter = {},
  limit = 100,
): Promise<readonly QuarantineCount[]> {
  const { rows } = await pool.query<{
    value: string;
    rows: string;
    covers: string;
    first: Date;
    last: Date;
    newest: string;
  }>(
    `select ${VALUES[by]} as value, count(*) as rows, sum(covers) as covers, min(received_at) as first, max(received_at) as last, max(id) as newest
     from ops.quarantine where ${FILTER} group by 1 order by 2 desc, 1 limit $9`,
    [...parametersOf(filter), limit],
  );
  return rows.map(({ value, rows: count, covers, first, last, newest }) => ({
    value,
    rows: Number(count),
    covers: Number(covers),
    firstMs: first.getTime(),
    lastMs: last.getTime(),
    newestId: Number(newest),
  }));
}
