import { FIELD_TYPES } from '@wellhead/contracts';
import type { IdsByType } from './duckdb-messages.js';
import type { SeriesState } from './series-state.js';

/**
 * Those of the series that may have readings from a time on: what is known in memory of their newest ones leaves the others out. Whoever looks for new
 * readings several times a second, as anomaly scores do, finds none most of the time, and then no statement is run. A series of which no time is known
 * stays in.
 */
export function stillSending(series: IdsByType, fromNs: bigint, timeOf: SeriesState['timeOf']): IdsByType {
  const left: IdsByType = {};
  for (const type of FIELD_TYPES) {
    const ids = series[type]?.filter((id) => (timeOf(id) ?? fromNs) >= fromNs);
    if (ids && ids.length > 0) left[type] = ids;
  }
  return left;
}
