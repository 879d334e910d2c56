import type { RecordFilter } from '@wellhead/contracts';
import type { Catalogue } from './catalogue.js';
import type { WellheadQuery } from './types.js';

/** Ad-hoc filters of a dashboard on queries: by asset and signal where a query chooses them, by columns of its table else. Pure. */

/** A filter as Grafana hands it over. */
export interface AdHocFilter {
  readonly key: string;
  readonly operator: string;
  readonly value: string;
  /** Of the operators “one of” and “not one of”. */
  readonly values?: readonly string[] | undefined;
}

export type FilteredQuery =
  | { readonly kind: 'query'; readonly query: WellheadQuery }
  /** Nothing can fit: the query need not be sent. */
  | { readonly kind: 'nothing' }
  /** What a filter asks cannot be asked of this query. */
  | { readonly kind: 'refused'; readonly reason: string };

/** What can be filtered by: asset, signal, and every column of the tables that packs publish. */
export const filterKeys = ({ marts, recordTypes }: Catalogue): readonly string[] => [
  ...new Set([
    'asset',
    'signal',
    ...[...marts, ...recordTypes].flatMap(({ columns }) => columns.map(({ name }) => name)),
  ]),
];

/** A filter that a query does not know (a column of another table) leaves it as it is, as people know it from Grafana's own sources. */
export function filteredQuery(
  query: WellheadQuery,
  filters: readonly AdHocFilter[],
  catalogue: Catalogue,
): FilteredQuery {
  switch (query.queryType) {
    case 'records':
    case 'mart': {
      const table =
        query.queryType === 'mart'
          ? catalogue.marts.find(({ name }) => name === query.table)
          : catalogue.recordTypes.find(({ name }) => name === query.type);
      const added: RecordFilter[] = [];
      for (const filter of filters) {
        const column = table?.columns.find(({ name }) => name === filter.key);
        if (!column) continue;
        const asked = columnFilters(filter, column.type);
        if (asked === undefined)
          return {
            kind: 'refused',
            reason: `The column ${filter.key} cannot be filtered by ${filter.operator}: choose =, !=, <, > or one of several.`,
          };
        added.push(...asked);
      }
      return {
        kind: 'query',
        query: added.length === 0 ? query : { ...query, filters: [...(query.filters ?? []), ...added] },
      };
    }
    case 'ops':
      return { kind: 'query', query };
    case 'dynacards':
    case 'telemetry':
    case 'forecast':
    case 'margin':
    case 'breach':
    case 'anomaly':
    case 'age':
    case 'scorecard':
    case 'decomposition': {
      const assets = chosen(
        query.assets,
        filters,
        'asset',
        catalogue.assets.map(({ id }) => id),
      );
      const signals =
        query.queryType === 'dynacards'
          ? undefined
          : chosen(query.signals, filters, 'signal', [...new Set(catalogue.signals.map(({ name }) => name))]);
      if (assets?.length === 0 || signals?.length === 0) return { kind: 'nothing' };
      return {
        kind: 'query',
        query: { ...query, ...(assets ? { assets } : {}), ...(signals ? { signals } : {}) } as WellheadQuery,
      };
    }
    default:
      return query satisfies never;
  }
}

/** The names that fit all filters of a key, of those that are asked for or, where that is none, of all; undefined: there is no such filter. */
function chosen(
  asked: readonly string[] | undefined,
  filters: readonly AdHocFilter[],
  key: string,
  all: readonly string[],
): string[] | undefined {
  const own = filters.filter((filter) => filter.key === key);
  if (own.length === 0) return undefined;
  return (asked && asked.length > 0 ? asked : all).filter((name) => own.every((filter) => fits(name, filter)));
}

function fits(name: string, { operator, value, values = [value] }: AdHocFilter): boolean {
  switch (operator) {
    case '=':
      return name === value;
    case '!=':
      return name !== value;
    case '=|':
      return values.includes(name);
    case '!=|':
      return !values.includes(name);
    case '=~':
      return new RegExp(`^(?:${value})$`).test(name);
    case '!~':
      return !new RegExp(`^(?:${value})$`).test(name);
    case '<':
      return name < value;
    case '>':
      return name > value;
    default:
      return true;
  }
}

const NUMBERS = /^(number|integer|numeric|double|float|real|bigint|smallint|int)/i;

/** Filters of a column; undefined: it cannot be asked so. */
function columnFilters(
  { key, operator, value, values = [value] }: AdHocFilter,
  type: string,
): RecordFilter[] | undefined {
  const typed = (text: string): string | number =>
    NUMBERS.test(type) && text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
  switch (operator) {
    case '=':
    case '!=':
    case '<':
    case '>':
    case '<=':
    case '>=':
      return [{ column: key, op: operator, value: typed(value) }];
    case '=|':
      return [{ column: key, op: 'in', value: values.map(typed) }];
    case '!=|':
      return values.map((each) => ({ column: key, op: '!=' as const, value: typed(each) }));
    default:
      return undefined;
  }
}
