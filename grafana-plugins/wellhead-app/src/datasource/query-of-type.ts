import type { DataQuery } from '@grafana/schema';
import type { QueryInput } from '@wellhead/contracts';
import type { QueryType, WellheadQuery } from './types.js';

const FRESH: { readonly [T in QueryType]: Extract<QueryInput, { queryType: T }> } = {
  telemetry: { queryType: 'telemetry' },
  forecast: { queryType: 'forecast' },
  margin: { queryType: 'margin' },
  breach: { queryType: 'breach' },
  anomaly: { queryType: 'anomaly' },
  age: { queryType: 'age' },
  records: { queryType: 'records', type: '' },
  mart: { queryType: 'mart', table: '' },
  scorecard: { queryType: 'scorecard' },
  decomposition: { queryType: 'decomposition' },
  dynacards: { queryType: 'dynacards' },
  ops: { queryType: 'ops', view: 'sources' },
};

/** The query after its type is changed: chosen assets and signals stay where the new type knows them. */
export function queryOfType(type: QueryType, previous: WellheadQuery): WellheadQuery {
  if (type === previous.queryType) return previous;
  const { refId, hide, datasource } = previous;
  const grafana: DataQuery = { refId, ...(hide === undefined ? {} : { hide }), ...(datasource ? { datasource } : {}) };
  const kept =
    'assets' in previous || 'signals' in previous
      ? {
          ...(previous.assets ? { assets: previous.assets } : {}),
          ...('signals' in previous && previous.signals && type !== 'dynacards' ? { signals: previous.signals } : {}),
        }
      : {};
  const selects = type !== 'records' && type !== 'mart' && type !== 'ops';
  return { ...grafana, ...FRESH[type], ...(selects ? kept : {}) } as WellheadQuery;
}
