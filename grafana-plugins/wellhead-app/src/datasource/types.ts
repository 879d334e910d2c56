import type { DataSourceJsonData } from '@grafana/data';
import type { DataQuery } from '@grafana/schema';
import type { QueryInput, RecordFilter } from '@wellhead/contracts';

/** A query as it is saved in dashboards and alert rules: one of the query types of contracts, with Grafana's refId. */
export type WellheadQuery = DataQuery & QueryInput & { readonly version?: number };
export type QueryType = QueryInput['queryType'];
export type WellheadQueryOf<T extends QueryType> = DataQuery & Extract<QueryInput, { queryType: T }>;

/** A query variable: assets, signals, or what stands in a column; `asset` may hold another variable, which chains them. */
export interface WellheadVariableQuery extends DataQuery {
  readonly kind: 'assets' | 'signals' | 'column';
  /** Assets: only of this kind (region, category …); empty = all. */
  readonly assetKind?: string;
  /** Assets: only below this one; signals: only of this one. May be `$variable`. */
  readonly asset?: string;
  /** Column: its mart or published table; every value is listed once. */
  readonly table?: string;
  readonly column?: string;
  /** Column: a column of the same rows whose words are shown instead. */
  readonly textColumn?: string;
  /** Column: only of rows that fit; a value may be `$variable`, which chains them. */
  readonly filters?: readonly RecordFilter[];
  /** Column: only rows of the time range, by this column. */
  readonly timeColumn?: string;
  /** Column: the last by the alphabet, or the newest, first. */
  readonly descending?: boolean;
}

/** Nothing is stored in the data source: its backend is found by the locator beside it. */
export type WellheadOptions = DataSourceJsonData;

export const defaultQuery = { queryType: 'telemetry', assets: [], signals: [] } as const satisfies QueryInput;
