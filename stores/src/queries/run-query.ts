import type { Frame, Query, QueryContext } from '@wellhead/contracts';
import { queryAge } from './age.js';
import { queryAnomaly } from './anomaly.js';
import { queryBreach } from './breach.js';
import { queryDecomposition } from './decomposition.js';
import { queryDynacards } from './dynacards.js';
import { queryForecast } from './forecast.js';
import { queryMargin } from './margin.js';
import { queryMart } from './mart.js';
import { queryOps } from './ops.js';
import type { QueryStores } from './query-stores.js';
import { queryRecords } from './records.js';
import { queryScorecard } from './scorecard.js';
import { queryTelemetry } from './telemetry.js';

/**
 * Answers one query with at least one frame; nothing found is a frame without fields or rows, not an error. Throws ProblemError for what
 * the asker can mend (an unknown column, a table that is not published, a query that takes too long).
 */
export async function runQuery(stores: QueryStores, query: Query, context: QueryContext): Promise<Frame[]> {
  switch (query.queryType) {
    case 'telemetry':
      return queryTelemetry(stores, query, context);
    case 'forecast':
      return queryForecast(stores, query, context);
    case 'margin':
      return queryMargin(stores, query, context);
    case 'breach':
      return queryBreach(stores, query, context);
    case 'anomaly':
      return queryAnomaly(stores, query, context);
    case 'age':
      return queryAge(stores, query, context);
    case 'records':
      return queryRecords(stores, query, context);
    case 'mart':
      return queryMart(stores, query, context);
    case 'scorecard':
      return queryScorecard(stores, query, context);
    case 'decomposition':
      return queryDecomposition(stores, query, context);
    case 'dynacards':
      return queryDynacards(stores, query, context);
    case 'ops':
      return queryOps(stores, query, context);
    default:
      return query satisfies never;
  }
}
