import type { DuckDBConnection } from '@duckdb/node-api';
import {
  dayAfterSql,
  DAY_NS,
  FIGURED_WHOLLY,
  figuresOf,
  insertFigures,
  int64,
  isDenseSql,
  NUMERIC_TYPES,
  type NumericType,
} from './figures-sql.js';
import { readTimes } from './read-times.js';

/**
 * One step of making figures of readings that were laid out before there were any: of a file of an older version, or of a series that was sparse before.
 * It takes the newest day that lacks them; days follow newest first, because charts ask for these. Answers whether more may be left to do.
 * Reads before, meanwhile and after see the same, for which `commitAlone` keeps them out of the commit.
 */
export async function figureHistoryStep(
  connection: DuckDBConnection,
  commitAlone: (commit: () => Promise<unknown>) => Promise<unknown>,
): Promise<boolean> {
  await connection.run('BEGIN TRANSACTION');
  try {
    let worked = false;
    for (const type of NUMERIC_TYPES) if (await figureDay(connection, type)) worked = true;
    const commit = () => connection.run('COMMIT');
    await (worked ? commitAlone(commit) : commit());
    return worked;
  } catch (cause) {
    await connection.run('ROLLBACK').catch(() => undefined);
    throw cause;
  }
}

/** Makes the figures of the newest day that lacks them; answers false when none does. */
async function figureDay(connection: DuckDBConnection, type: NumericType): Promise<boolean> {
  const unfigured = await readTimes(
    connection,
    `SELECT max(from_ns), max(from_ns) FROM figured_${type} WHERE from_ns > ${int64(FIGURED_WHOLLY)}`,
  );
  if (!unfigured) return false;
  const endNs = unfigured.lastNs;
  const isNext = `from_ns = ${int64(endNs)}`;
  const rowsWhere = (times: string): string =>
    `SELECT series_id, time_ns, value FROM sorted_${type} WHERE ${times} AND series_id IN (SELECT series_id FROM figured_${type} WHERE ${isNext})`;
  const dayNs = endNs - DAY_NS;
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE fresh AS ${figuresOf(rowsWhere(`time_ns >= ${int64(dayNs)} AND time_ns < ${int64(endNs)}`))}`,
  );
  const found = await readTimes(connection, 'SELECT min(slot_ns), max(slot_ns) FROM fresh');
  // A day without readings may be the first of many: the next one that has some is looked for.
  const older =
    found ??
    (await readTimes(connection, `SELECT min(time_ns), max(time_ns) FROM (${rowsWhere(`time_ns < ${int64(dayNs)}`)})`));
  const figuredNs = found ? int64(dayNs) : older ? dayAfterSql(int64(older.lastNs)) : int64(FIGURED_WHOLLY);
  await connection.run(`
    ${insertFigures(type, 'SELECT * FROM fresh')}
    DROP TABLE fresh;
    UPDATE figured_${type} SET from_ns = ${figuredNs} WHERE ${isNext};`);
  return true;
}

/**
 * Finds the series of a file of an older version that should have figures: those that are dense on the newest day. Does nothing where series have
 * figures already.
 */
export async function surveyDenseSeries(connection: DuckDBConnection): Promise<void> {
  for (const type of NUMERIC_TYPES) {
    const newest = await readTimes(
      connection,
      `SELECT max(time_ns), max(time_ns) FROM newest_${type}
      WHERE NOT EXISTS (SELECT 1 FROM figured_${type})`,
    );
    if (!newest) continue;
    const sinceNs = newest.lastNs - DAY_NS;
    await connection.run(`
      INSERT INTO figured_${type}
      SELECT series_id, ${dayAfterSql(int64(newest.lastNs))}
      FROM (${figuresOf(`SELECT series_id, time_ns, value FROM sorted_${type} WHERE time_ns > ${int64(sinceNs)}`)})
      GROUP BY series_id HAVING ${isDenseSql}`);
  }
}
