import type { RecordFilter } from '@wellhead/contracts';
import type { WellheadQuery } from './types.js';

/** Replaces variables in a text; gives every value that it stands for, one for a text without a multi-value variable. Pure. */
export type Expand = (text: string) => readonly string[];

/** Fills template variables into a query. Lists take every value of a multi-value variable; single texts take the first. */
export function interpolateQuery(query: WellheadQuery, expand: Expand): WellheadQuery {
  const one = (text: string): string => expand(text)[0] ?? '';
  const list = (texts: readonly string[] | undefined): string[] =>
    (texts ?? []).flatMap((text) => expand(text)).filter((text) => text !== '');
  const type = query.queryType;
  switch (type) {
    case 'telemetry':
    case 'margin':
    case 'breach':
    case 'anomaly':
    case 'age':
    case 'scorecard':
    case 'decomposition':
      return { ...query, assets: list(query.assets), signals: list(query.signals) };
    case 'forecast': {
      const filled = { ...query, assets: list(query.assets), signals: list(query.signals) };
      return query.model === undefined ? filled : { ...filled, model: one(query.model) };
    }
    case 'records':
      return {
        ...query,
        type: one(query.type),
        columns: list(query.columns),
        filters: (query.filters ?? []).flatMap((filter) => interpolateFilter(filter, expand)),
      };
    case 'mart':
      return {
        ...query,
        table: one(query.table),
        columns: list(query.columns),
        groupBy: list(query.groupBy),
        filters: (query.filters ?? []).flatMap((filter) => interpolateFilter(filter, expand)),
      };
    case 'dynacards':
      return { ...query, assets: list(query.assets) };
    case 'ops':
      return query;
    default:
      return type satisfies never;
  }
}

/** “= $region” with three regions chosen becomes “in (…)”; with none, the filter goes. */
function interpolateFilter(filter: RecordFilter, expand: Expand): RecordFilter[] {
  const { value } = filter;
  if (typeof value === 'number' || typeof value === 'boolean') return [filter];
  if (Array.isArray(value)) {
    const values = value.flatMap((each): (string | number)[] =>
      typeof each === 'string' ? [...expand(each)] : [each],
    );
    return values.length === 0 ? [] : [{ ...filter, value: values }];
  }
  const values = expand(value);
  if (values.length === 1) return [{ ...filter, value: filter.op === 'in' ? [...values] : (values[0] ?? '') }];
  if (values.length === 0) return [];
  return filter.op === '=' || filter.op === 'in'
    ? [{ ...filter, op: 'in', value: [...values] }]
    : values.map((each) => ({ ...filter, value: each }));
}

/** A query that lacks what it cannot do without is not sent. */
export function isComplete(query: WellheadQuery): boolean {
  if (query.queryType === 'records') return Boolean(query.type);
  if (query.queryType !== 'mart') return Boolean(query.queryType);
  return Boolean(query.table) && ((query.columns?.length ?? 0) > 0 || (query.aggregates?.length ?? 0) > 0);
}
