import type { TelemetryQuery, WindowAggregate } from '../store.js';
import { int64, windowStartSql } from './figures-sql.js';
import type { MeasureColumns } from './rows-sql.js';

type WindowShape = Exclude<TelemetryQuery['shape'], { kind: 'raw' }>;

interface Measure extends MeasureColumns {
  /** The value of a window out of these columns. */
  readonly ofWindow: string;
}

/** What each aggregate is made of. */
const MEASURES: Readonly<Record<WindowAggregate, Measure>> = {
  mean: {
    ofReading: 'value AS total, 1 AS readings',
    ofFigure: 'total, readings',
    ofWindow: 'sum(total)::DOUBLE / sum(readings)::DOUBLE',
  },
  min: { ofReading: 'value AS low', ofFigure: 'low', ofWindow: 'min(low)::DOUBLE' },
  max: { ofReading: 'value AS high', ofFigure: 'high', ofWindow: 'max(high)::DOUBLE' },
  sum: { ofReading: 'value AS total', ofFigure: 'total', ofWindow: 'sum(total)::DOUBLE' },
  count: { ofReading: '1 AS readings', ofFigure: 'readings', ofWindow: 'sum(readings)::BIGINT' },
  first: {
    ofReading: 'value AS first, time_ns AS first_ns',
    ofFigure: 'first, first_ns',
    ofWindow: 'arg_min(first, first_ns)',
  },
  last: {
    ofReading: 'value AS last, time_ns AS last_ns',
    ofFigure: 'last, last_ns',
    ofWindow: 'arg_max(last, last_ns)',
  },
};

const EXTREMES: MeasureColumns = {
  ofReading: 'value AS low, time_ns AS low_ns, value AS high, time_ns AS high_ns',
  ofFigure: 'low, low_ns, high, high_ns',
};

/** The columns of readings or figures that windows or an envelope are made of. */
export const measureOf = (shape: WindowShape): MeasureColumns =>
  shape.kind === 'envelope' ? EXTREMES : MEASURES[shape.aggregate];

/** Windows of rows (series_id, time_ns, the columns of the measure); its rows are (series_id, time_ns, value), in that order. */
export function shapeSql(measured: string, shape: WindowShape, fromNs: bigint): string {
  const window = windowSql(shape.everyNs, fromNs);
  if (shape.kind === 'windows')
    return `SELECT series_id, ${window} AS time_ns, ${MEASURES[shape.aggregate].ofWindow} AS value FROM (${measured}) GROUP BY ALL ORDER BY series_id, time_ns`;
  return `
    WITH extremes AS MATERIALIZED (
      SELECT series_id, ${window} AS w, min(low) AS low, arg_min(low_ns, low) AS low_ns, max(high) AS high, arg_max(high_ns, high) AS high_ns
      FROM (${measured}) GROUP BY series_id, w
    )
    SELECT series_id, low_ns AS time_ns, low AS value FROM extremes
    UNION ALL SELECT series_id, high_ns, high FROM extremes WHERE high <> low
    ORDER BY series_id, time_ns`;
}

/** Raw rows; with a limit the oldest of each series. */
export function rawSql(rows: string, limit: number | undefined): string {
  const oldest =
    limit === undefined
      ? ''
      : `QUALIFY row_number() OVER (PARTITION BY series_id ORDER BY time_ns) <= ${Math.trunc(limit)}`;
  return `SELECT series_id, time_ns, value FROM (${rows}) ${oldest} ORDER BY series_id, time_ns`;
}

/** Start of the window that a row lies in. From 1970 on one remainder is enough: of a negative time it would be negative. */
const windowSql = (everyNs: bigint, fromNs: bigint): string =>
  fromNs >= 0n ? `time_ns - time_ns % ${int64(everyNs)}` : windowStartSql('time_ns', everyNs);
