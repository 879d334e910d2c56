import type { FieldType } from '@wellhead/contracts';
import { SLOT_NS } from '../store.js';
import { VALUE_TYPES } from './value-types.js';

export const DAY_NS = 86_400_000_000_000n;

/** `from_ns` of a series all of whose sorted rows are in figures. */
export const FIGURED_WHOLLY = -(2n ** 63n);

/** A series gets figures when its slots hold at least so many readings on average: of sparser ones figures would cost more than they save. */
const DENSE_READINGS_A_SLOT = 8;

export const NUMERIC_TYPES = ['float', 'integer', 'unsigned'] as const satisfies readonly FieldType[];
export type NumericType = (typeof NUMERIC_TYPES)[number];

export const isNumericType = (type: FieldType): type is NumericType =>
  NUMERIC_TYPES.some((numeric) => numeric === type);

/** A 64-bit literal: the smallest one would otherwise be read as the negation of a number that is too large. */
export const int64 = (value: bigint): string => `'${value}'::BIGINT`;

/** Start of the window of an instant, aligned to the epoch, also before it. */
export const windowStartSql = (timeNs: string, everyNs: bigint): string =>
  `(${timeNs} - ((${timeNs} % ${int64(everyNs)}) + ${int64(everyNs)}) % ${int64(everyNs)})`;

export const slotSql = windowStartSql('time_ns', SLOT_NS);

/**
 * Figures of the readings of one series in one slot of a quarter of an hour: how many, their total, the smallest and the largest, the first and the
 * last, each with its time. `figures_*` holds exactly what aggregating the rows of `sorted_*` would give; rows of one slot that came in several
 * steps of compaction may be several figures, which are put together on reading. `figured_*` names the series that have figures and from when on:
 * all of their sorted rows at or after `from_ns` are in figures, none before. A quarter of an hour, because it divides the windows that people and
 * charts ask for (15 minutes, half an hour, hours, days) and costs 12 % of the file at a reading each 10 s, where 5 minutes cost 35 %.
 */
export const figureTables = (type: NumericType): string => {
  const value = VALUE_TYPES[type].toString();
  const total = type === 'float' ? 'DOUBLE' : 'HUGEINT';
  return `
    CREATE TABLE IF NOT EXISTS figures_${type} (series_id UINTEGER NOT NULL, slot_ns BIGINT NOT NULL, readings UINTEGER NOT NULL, total ${total} NOT NULL,
      low ${value} NOT NULL, low_ns BIGINT NOT NULL, high ${value} NOT NULL, high_ns BIGINT NOT NULL,
      first ${value} NOT NULL, first_ns BIGINT NOT NULL, last ${value} NOT NULL, last_ns BIGINT NOT NULL);
    CREATE TABLE IF NOT EXISTS figured_${type} (series_id UINTEGER NOT NULL, from_ns BIGINT NOT NULL);`;
};

/** Figures of rows (series_id, time_ns, value), of which no two have the same series and time. */
export const figuresOf = (rows: string): string => `
  SELECT series_id, ${slotSql} AS slot_ns, count(*)::UINTEGER AS readings, sum(value) AS total,
    min(value) AS low, arg_min(time_ns, value) AS low_ns, max(value) AS high, arg_max(time_ns, value) AS high_ns,
    arg_min(value, time_ns) AS first, min(time_ns) AS first_ns, arg_max(value, time_ns) AS last, max(time_ns) AS last_ns
  FROM (${rows}) GROUP BY series_id, slot_ns`;

/** Puts figures into their table, laid out by day, series and time, as readings are. */
export const insertFigures = (type: NumericType, figures: string): string =>
  `INSERT INTO figures_${type} SELECT * FROM (${figures}) ORDER BY slot_ns // ${DAY_NS}, series_id, slot_ns;`;

/** Whether figures of a series are worth keeping, of a group of its figures. */
export const isDenseSql = `sum(readings) >= ${DENSE_READINGS_A_SLOT} * count(*)`;

/** The first instant of the day after an instant. */
export const dayAfterSql = (timeNs: string): string => `${windowStartSql(timeNs, DAY_NS)} + ${int64(DAY_NS)}`;
