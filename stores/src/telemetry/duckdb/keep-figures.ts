import type { DuckDBConnection } from '@duckdb/node-api';
import { windowStart } from '../shape.js';
import { SLOT_NS } from '../store.js';
import {
  dayAfterSql,
  FIGURED_WHOLLY,
  figuresOf,
  insertFigures,
  int64,
  isDenseSql,
  NUMERIC_TYPES,
  type NumericType,
  slotSql,
} from './figures-sql.js';
import { readTimes } from './read-times.js';

const COLUMNS = 'series_id, time_ns, value';

/**
 * Brings figures up to date with rows that compaction has put into `sorted_*`, in its transaction: `hot` are those that are newer than all of their
 * series; the table `folded`, where there are late ones, holds these. Figures of slots that late rows touch are made anew from the sorted rows.
 * `known` holds the series that had sorted rows before. A dense series without figures gets them from now on: wholly if it is new, else from the
 * day after its newest reading on; what lies before is left to `figureDay`.
 */
export async function keepFigures(
  connection: DuckDBConnection,
  type: NumericType,
  hot: string,
  hasLate: boolean,
): Promise<void> {
  let rows = hot;
  if (hasLate) {
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE touched AS SELECT DISTINCT series_id, ${slotSql} AS slot_ns FROM folded`,
    );
    const times = await readTimes(connection, 'SELECT min(time_ns), max(time_ns) FROM folded');
    const inSlots = (from: string): string => `(SELECT ${COLUMNS}, ${slotSql} AS slot_ns FROM ${from})`;
    const touchedOf = times
      ? `sorted_${type} WHERE time_ns >= ${int64(windowStart(times.firstNs, SLOT_NS))} AND time_ns < ${int64(windowStart(times.lastNs, SLOT_NS) + SLOT_NS)}`
      : `sorted_${type} WHERE false`;
    rows = `
      SELECT ${COLUMNS} FROM ${inSlots(`(${hot})`)} ANTI JOIN touched USING (series_id, slot_ns)
      UNION ALL SELECT ${COLUMNS} FROM ${inSlots(touchedOf)} SEMI JOIN touched USING (series_id, slot_ns)`;
  }
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE fresh AS ${figuresOf(rows)};
    INSERT INTO figured_${type}
      SELECT series_id, CASE WHEN bool_or(known.series_id IS NULL) THEN ${int64(FIGURED_WHOLLY)} ELSE ${dayAfterSql('any_value(newest.time_ns)')} END
      FROM fresh LEFT JOIN known USING (series_id) JOIN newest_${type} newest USING (series_id)
      WHERE series_id NOT IN (SELECT series_id FROM figured_${type})
      GROUP BY series_id HAVING ${isDenseSql};
    ${
      hasLate
        ? `DELETE FROM figures_${type} USING touched
             WHERE figures_${type}.series_id = touched.series_id AND figures_${type}.slot_ns = touched.slot_ns;
           DROP TABLE touched;`
        : ''
    }
    ${insertFigures(type, `SELECT fresh.* FROM fresh JOIN figured_${type} USING (series_id) WHERE slot_ns >= from_ns`)}
    DROP TABLE fresh;`);
}

/** Drops figures of readings before an instant, in the transaction that drops these; a slot that the instant divides is made anew. */
export async function dropFigures(connection: DuckDBConnection, type: NumericType, beforeNs: bigint): Promise<void> {
  const slotNs = windowStart(beforeNs, SLOT_NS);
  await connection.run(`DELETE FROM figures_${type} WHERE slot_ns < ${int64(beforeNs)}`);
  if (slotNs === beforeNs) return;
  const left = `SELECT ${COLUMNS} FROM sorted_${type} JOIN figured_${type} USING (series_id)
    WHERE time_ns >= ${int64(slotNs)} AND time_ns < ${int64(slotNs + SLOT_NS)} AND from_ns <= ${int64(slotNs)}`;
  await connection.run(insertFigures(type, figuresOf(left)));
}

/** Since when the sorted readings of each series are in figures. */
export async function readFigured(connection: DuckDBConnection): Promise<ReadonlyMap<number, bigint>> {
  const figuredFrom = new Map<number, bigint>();
  for (const type of NUMERIC_TYPES) {
    const chunks = await (await connection.run(`SELECT series_id, from_ns FROM figured_${type}`)).fetchAllChunks();
    for (const chunk of chunks)
      for (let row = 0; row < chunk.rowCount; row += 1)
        figuredFrom.set(Number(chunk.getColumnVector(0).getItem(row)), chunk.getColumnVector(1).getItem(row) as bigint);
  }
  return figuredFrom;
}
