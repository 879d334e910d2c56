import type { FieldType } from '@wellhead/contracts';
import { windowStart } from '../shape.js';
import { SLOT_NS } from '../store.js';
import type { Cover, Piece } from './cover.js';
import { int64, slotSql } from './figures-sql.js';
import type { FirstAndLast } from './read-times.js';

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

export const whereSql = ({ ids, fromNs, toNs }: RowFilter, time = 'time_ns'): string => {
  const all = [
    ...(ids === undefined ? [] : [seriesCondition(ids)]),
    ...(fromNs === undefined ? [] : [`${time} >= ${int64(fromNs)}`]),
    ...(toNs === undefined ? [] : [`${time} < ${int64(toNs)}`]),
  ];
  return all.length === 0 ? '' : `WHERE ${all.join(' AND ')}`;
};

/** Whether a type has late rows that compaction has not folded in. */
export type HasLate = (type: FieldType) => boolean;

const COLUMNS = 'series_id, time_ns, value';
const lateSql = (type: FieldType, where: string): string => `late AS MATERIALIZED (
  SELECT series_id, time_ns, arg_max(value, sequence) AS value FROM late_${type} ${where} GROUP BY series_id, time_ns
)`;
const lateOver = (onTime: string): string =>
  `SELECT ${COLUMNS} FROM (${onTime}) ANTI JOIN late USING (series_id, time_ns) UNION ALL SELECT ${COLUMNS} FROM late`;

/**
 * Rows (series_id, time_ns, value) of one type, the last write of each series and time. Without late rows, sorted and hot have no twins and
 * are read as they are; with them, theirs win. (Taking the last of each key on every read instead cost 20 × on wide queries.)
 */
export function rowsSql(type: FieldType, filter: RowFilter, hasLate: HasLate): string {
  const where = whereSql(filter);
  const onTime = `
    SELECT ${COLUMNS} FROM sorted_${type} ${where}
    UNION ALL SELECT ${COLUMNS} FROM hot_${type} ${where}`;
  return hasLate(type) ? `WITH ${lateSql(type, where)} ${lateOver(onTime)}` : onTime;
}

/** The columns that a measure needs, as a row of a reading gives them and as a figure does. */
export interface MeasureColumns {
  readonly ofReading: string;
  readonly ofFigure: string;
}

/**
 * (series_id, time_ns, the columns of a measure) of one type: figures where the cover says so, else the last write of each series and time. `late` is
 * where late rows of these series lie in the range, if any do: figures of the slots that they touch are not yet true and give way to readings.
 */
export function measuredSql(
  type: FieldType,
  filter: Piece,
  cover: Cover,
  late: FirstAndLast | undefined,
  { ofReading, ofFigure }: MeasureColumns,
): string {
  const where = whereSql(filter);
  const sorted = cover.readings.map((piece) => `SELECT ${COLUMNS} FROM sorted_${type} ${whereSql(piece)}`);
  const hot = `SELECT ${COLUMNS} FROM hot_${type} ${where}`;
  const figures = cover.figures.map(
    (piece) => `SELECT *, slot_ns AS time_ns FROM figures_${type} ${whereSql(piece, 'slot_ns')}`,
  );
  const columnsOf = (rows: string, columns: string): string => `SELECT series_id, time_ns, ${columns} FROM (${rows})`;
  if (!late) {
    const onTime = [...sorted, hot].join(' UNION ALL ');
    return [columnsOf(onTime, ofReading), ...figures.map((one) => columnsOf(one, ofFigure))].join(' UNION ALL ');
  }
  const touchedRows = cover.figures
    .map(({ ids, fromNs, toNs }) => ({
      ids,
      fromNs: largest(fromNs, windowStart(late.firstNs, SLOT_NS)),
      toNs: smallest(toNs, windowStart(late.lastNs, SLOT_NS) + SLOT_NS),
    }))
    .filter(({ fromNs, toNs }) => fromNs < toNs)
    .map(
      (piece) => `SELECT ${COLUMNS} FROM (SELECT *, ${slotSql} AS slot_ns FROM sorted_${type} ${whereSql(piece)})
        SEMI JOIN touched USING (series_id, slot_ns)`,
    );
  const rows = lateOver([...sorted, hot, ...touchedRows].join(' UNION ALL '));
  // Late rows that came after their range was asked for may lie outside it: they are left for the next read.
  const whereLate = whereSql({ ids: filter.ids, fromNs: late.firstNs, toNs: late.lastNs + 1n });
  return `
    WITH ${lateSql(type, whereLate)}, touched AS MATERIALIZED (SELECT DISTINCT series_id, ${slotSql} AS slot_ns FROM late)
    ${[
      columnsOf(rows, ofReading),
      ...figures.map((one) =>
        columnsOf(`SELECT * FROM (${one}) ANTI JOIN touched USING (series_id, slot_ns)`, ofFigure),
      ),
    ].join(' UNION ALL ')}`;
}

const largest = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const smallest = (a: bigint, b: bigint): bigint => (a < b ? a : b);
