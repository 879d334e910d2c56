import type { DuckDBConnection } from '@duckdb/node-api';
import { FIELD_TYPES, type FieldType } from '@wellhead/contracts';
import type { CrashPoint } from './crash-points.js';
import { readNumber } from './duckdb-file.js';
import { DAY_NS, isNumericType } from './figures-sql.js';
import { keepFigures } from './keep-figures.js';
import { type HasLate, rowsSql } from './rows-sql.js';

/** Hot rows that one step moves at most: bounds its memory and the time for which reads wait at its end. */
const STEP_ROWS = 4_000_000;

export interface CompactedRows {
  readonly hot: number;
  readonly late: Readonly<Record<FieldType, number>>;
}

/**
 * One step of laying out what has arrived, in one transaction beside the writer: hot rows go to `sorted_*` by day, series and time, late rows
 * take the place of their twins, `newest_*` and the figures are brought up to date. Rows that arrive meanwhile are invisible to it and stay for the next time.
 * Reads before, meanwhile and after see the same readings, for which `commitAlone` must keep all reads out of the commit: DuckDB 1.5 shows rows that
 * a large insert is committing to older snapshots too, which then count them twice. Answers how many rows it has moved.
 */
export async function compactStep(
  connection: DuckDBConnection,
  pass: (point: CrashPoint) => void,
  commitAlone: (commit: () => Promise<unknown>) => Promise<unknown>,
): Promise<CompactedRows> {
  await connection.run('BEGIN TRANSACTION');
  try {
    let hot = 0;
    const late: Record<FieldType, number> = { float: 0, integer: 0, unsigned: 0, boolean: 0, string: 0 };
    for (const type of FIELD_TYPES) {
      const endRow = (await readNumber(connection, `SELECT coalesce(min(rowid), 0) FROM hot_${type}`)) + STEP_ROWS;
      const before = await readNumber(connection, `SELECT count(*) FROM hot_${type}`);
      late[type] = await readNumber(connection, `SELECT count(*) FROM late_${type}`);
      if (before + late[type] === 0) continue;
      await compactType(connection, type, `rowid < ${endRow}`, late[type] > 0, pass);
      hot += before - (await readNumber(connection, `SELECT count(*) FROM hot_${type}`));
    }
    pass('mid-compaction');
    await commitAlone(() => connection.run('COMMIT'));
    return { hot, late };
  } catch (cause) {
    await connection.run('ROLLBACK').catch(() => undefined);
    throw cause;
  }
}

async function compactType(
  connection: DuckDBConnection,
  type: FieldType,
  moved: string,
  hasLate: boolean,
  pass: (point: CrashPoint) => void,
): Promise<void> {
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE known AS SELECT series_id FROM newest_${type};
    CREATE OR REPLACE TEMP TABLE newest AS ${newestSql(type, moved)};
    DELETE FROM newest_${type};
    INSERT INTO newest_${type} SELECT * FROM newest;
    DROP TABLE newest;`);
  const hot = `SELECT series_id, time_ns, value FROM hot_${type} WHERE ${moved}`;
  if (hasLate) {
    // A late row also takes the place of a hot one that stays for a later step: it is removed there and moved here.
    await connection.run(`
      CREATE OR REPLACE TEMP TABLE folded AS
        SELECT series_id, time_ns, arg_max(value, sequence) AS value FROM late_${type} GROUP BY series_id, time_ns;
      ${['sorted', 'hot']
        .map(
          (kind) => `DELETE FROM ${kind}_${type} USING folded
        WHERE ${kind}_${type}.series_id = folded.series_id AND ${kind}_${type}.time_ns = folded.time_ns;`,
        )
        .join('\n')}`);
  }
  const arrived = hasLate ? `${hot} UNION ALL SELECT * FROM folded` : hot;
  await connection.run(`
    INSERT INTO sorted_${type} SELECT series_id, time_ns, value FROM (${arrived}) ORDER BY time_ns // ${DAY_NS}, series_id, time_ns;`);
  pass('before-figures');
  if (isNumericType(type)) await keepFigures(connection, type, hot, hasLate);
  await connection.run(`
    DROP TABLE known;
    DELETE FROM hot_${type} WHERE ${moved};
    ${hasLate ? `DELETE FROM late_${type}; DROP TABLE folded;` : ''}`);
}

/** The newest reading of each series (series_id, time_ns, value), from the last compaction and what came since: of hot rows those of a condition. */
export function newestSql(type: FieldType, hot = 'true'): string {
  return `
    SELECT series_id, max(time_ns) AS time_ns, arg_max(value, {t: time_ns, r: rank, s: sequence}) AS value FROM (
      SELECT series_id, time_ns, value, 0 AS rank, 0 AS sequence FROM newest_${type}
      UNION ALL SELECT series_id, max(time_ns), arg_max(value, time_ns), 1, 0 FROM hot_${type} WHERE ${hot} GROUP BY series_id
      UNION ALL SELECT series_id, time_ns, value, 2, sequence FROM late_${type}
    ) GROUP BY series_id`;
}

/** The newest reading before an instant, of series whose newest is later than that: a search through the file. */
export function newestBeforeSql(type: FieldType, ids: readonly number[], beforeNs: bigint, hasLate: HasLate): string {
  const rows = rowsSql(type, { ids, fromNs: undefined, toNs: beforeNs }, hasLate);
  return `SELECT series_id, max(time_ns) AS time_ns, arg_max(value, time_ns) AS value FROM (${rows}) GROUP BY series_id ORDER BY series_id`;
}
