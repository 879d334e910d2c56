import type { FieldType } from '@wellhead/contracts';

/** A 64-bit literal: the smallest one would otherwise be read as the negation of a number that is too large. */
export const int64 = (value: bigint): string => `'${value}'::BIGINT`;

export interface RowFilter {
  /** undefined: every series. */
  readonly ids: readonly number[] | undefined;
  readonly fromNs: bigint | undefined;
  readonly toNs: bigint | undefined;
}

/** Numbers that follow one another, as series of one measurement often do, are a range: cheaper to look for than a list. */
function seriesCondition(ids: readonly number[]): string {
  const first = ids.reduce((least, id) => Math.min(least, id), Number.POSITIVE_INFINITY);
  const last = ids.reduce((most, id) => Math.max(most, id), 0);
  if (new Set(ids).size === last - first + 1) return `series_id BETWEEN ${first} AND ${last}`;
  return `series_id IN (${ids.join(',')})`;
}

const conditions = ({ ids, fromNs, toNs }: RowFilter): string => {
  const all = [
    ...(ids === undefined ? [] : [seriesCondition(ids)]),
    ...(fromNs === undefined ? [] : [`time_ns >= ${int64(fromNs)}`]),
    ...(toNs === undefined ? [] : [`time_ns < ${int64(toNs)}`]),
  ];
  return all.length === 0 ? '' : `WHERE ${all.join(' AND ')}`;
};

/** Whether a type has late rows that compaction has not folded in. */
export type HasLate = (type: FieldType) => boolean;

/**
 * Rows (series_id, time_ns, value) of one type, the last write of each series and time. Without late rows, sorted and hot have no twins and
 * are read as they are; with them, theirs win. (Taking the last of each key on every read instead cost 20 × on wide queries.)
 */
export function rowsSql(type: FieldType, filter: RowFilter, hasLate: HasLate): string {
  const where = conditions(filter);
  const onTime = `
    SELECT series_id, time_ns, value FROM sorted_${type} ${where}
    UNION ALL SELECT series_id, time_ns, value FROM hot_${type} ${where}`;
  if (!hasLate(type)) return onTime;
  return `
    WITH late AS MATERIALIZED (
      SELECT series_id, time_ns, arg_max(value, sequence) AS value FROM late_${type} ${where} GROUP BY series_id, time_ns
    )
    SELECT * FROM (${onTime}) ANTI JOIN late USING (series_id, time_ns) UNION ALL SELECT * FROM late`;
}
