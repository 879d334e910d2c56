import type { DuckDBConnection } from '@duckdb/node-api';
import { FIELD_TYPES, type FieldType } from '@wellhead/contracts';
import type { CrashPoint } from './crash-points.js';
import { readNumber } from './duckdb-file.js';
import { rowsSql } from './rows-sql.js';

const DAY_NS = 86_400_000_000_000n;

export interface CompactedRows {
  readonly hot: number;
  readonly late: Readonly<Record<FieldType, number>>;
}

/**
 * Lays out what has arrived, in one transaction beside the writer: hot rows go to `sorted_*` by day, series and time, late rows take the place
 * of their twins, and `newest_*` is brought up to date. Rows that arrive meanwhile are invisible to it and stay for the next time.
 * Reads before and after see the same readings. Answers how many rows it has moved.
 */
export async function compact(connection: DuckDBConnection, pass: (point: CrashPoint) => void): Promise<CompactedRows> {
  await connection.run('BEGIN TRANSACTION');
  try {
    let hot = 0;
    const late: Record<FieldType, number> = { float: 0, integer: 0, unsigned: 0, boolean: 0, string: 0 };
    for (const type of FIELD_TYPES) {
      const hotRows = await readNumber(connection, `SELECT count(*) FROM hot_${type}`);
      late[type] = await readNumber(connection, `SELECT count(*) FROM late_${type}`);
      if (hotRows + late[type] > 0) await compactType(connection, type, late[type] > 0);
      hot += hotRows;
    }
    pass('mid-compaction');
    await connection.run('COMMIT');
    return { hot, late };
  } catch (cause) {
    await connection.run('ROLLBACK').catch(() => undefined);
    throw cause;
  }
}

async function compactType(connection: DuckDBConnection, type: FieldType, hasLate: boolean): Promise<void> {
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE newest AS ${newestSql(type)};
    DELETE FROM newest_${type};
    INSERT INTO newest_${type} SELECT * FROM newest;
    DROP TABLE newest;`);
  if (hasLate) {
    await connection.run(`
      CREATE OR REPLACE TEMP TABLE folded AS
        SELECT series_id, time_ns, arg_max(value, sequence) AS value FROM late_${type} GROUP BY series_id, time_ns;
      DELETE FROM sorted_${type} USING folded
        WHERE sorted_${type}.series_id = folded.series_id AND sorted_${type}.time_ns = folded.time_ns;`);
  }
  const arrived = hasLate
    ? `SELECT * FROM (SELECT series_id, time_ns, value FROM hot_${type}) ANTI JOIN folded USING (series_id, time_ns) UNION ALL SELECT * FROM folded`
    : `SELECT series_id, time_ns, value FROM hot_${type}`;
  await connection.run(`
    INSERT INTO sorted_${type} SELECT series_id, time_ns, value FROM (${arrived}) ORDER BY time_ns // ${DAY_NS}, series_id, time_ns;
    DELETE FROM hot_${type};
    DELETE FROM late_${type};
    ${hasLate ? 'DROP TABLE folded;' : ''}`);
}

/** The newest reading of each series (series_id, time_ns, value), from the last compaction and what came since. */
export function newestSql(type: FieldType): string {
  return `
    SELECT series_id, max(time_ns) AS time_ns, arg_max(value, {t: time_ns, r: rank, s: sequence}) AS value FROM (
      SELECT series_id, time_ns, value, 0 AS rank, 0 AS sequence FROM newest_${type}
      UNION ALL SELECT series_id, max(time_ns), arg_max(value, time_ns), 1, 0 FROM hot_${type} GROUP BY series_id
      UNION ALL SELECT series_id, time_ns, value, 2, sequence FROM late_${type}
    ) GROUP BY series_id`;
}

/** The newest reading before an instant, of series whose newest is later than that: a search through the file. */
export function newestBeforeSql(type: FieldType, ids: readonly number[], beforeNs: bigint, hasLate: boolean): string {
  const rows = rowsSql(type, { ids, fromNs: undefined, toNs: beforeNs }, hasLate);
  return `SELECT series_id, max(time_ns) AS time_ns, arg_max(value, time_ns) AS value FROM (${rows}) GROUP BY series_id ORDER BY series_id`;
}
