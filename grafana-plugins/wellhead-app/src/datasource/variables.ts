import {
  CustomVariableSupport,
  getDefaultTimeRange,
  type DataFrame,
  type DataQueryRequest,
  type DataQueryResponse,
  type DataSourceApi,
  type Field,
  type MetricFindValue,
} from '@grafana/data';
import { from, map, of, type Observable } from 'rxjs';
import type { Catalogue, CatalogueSource } from './catalogue.js';
import { variableQueryEditorOf } from './editor/variable-query-editor.js';
import { expandWith } from './expand.js';
import type { WellheadOptions, WellheadQuery, WellheadQueryOf, WellheadVariableQuery } from './types.js';

type Source = DataSourceApi<WellheadQuery, WellheadOptions>;
type VariableSource = CatalogueSource & {
  query(request: DataQueryRequest<WellheadQuery>): Observable<DataQueryResponse>;
};

/** Longest list that a variable offers. */
const MOST_VALUES = 1_000;

/** Query variables: assets and signals from the catalogue, values of a column from its mart. Grafana asks for a class. */
export class WellheadVariables extends CustomVariableSupport<
  Source,
  WellheadVariableQuery,
  WellheadQuery,
  WellheadOptions
> {
  readonly editor: ReturnType<typeof variableQueryEditorOf>;
  private readonly source: VariableSource;

  constructor(source: VariableSource) {
    super();
    this.editor = variableQueryEditorOf(source);
    this.source = source;
  }

  /** Grafana saves it as the variable's query, though its types say one of panels, as soon as our data source is chosen: what the editor shows is asked. */
  override getDefaultQuery(): Partial<WellheadQuery> {
    const query: Partial<WellheadVariableQuery> = { kind: 'assets' };
    return query as object;
  }

  query(request: DataQueryRequest<WellheadVariableQuery>): Observable<DataQueryResponse> {
    const target = request.targets[0];
    if (target?.kind === 'column') return columnValues(this.source, target, request);
    return from(this.source.catalogue()).pipe(
      map((catalogue) => ({
        data: target ? variableValues(target, catalogue, expandWith(request.scopedVars)(target.asset ?? '')) : [],
      })),
    );
  }
}

/** What stands in a column of a table, each value once, of all times unless its query names a time column. */
export function columnValues(
  source: VariableSource,
  {
    refId,
    table = '',
    column = '',
    textColumn,
    filters = [],
    timeColumn,
    descending = false,
  }: Omit<WellheadVariableQuery, 'kind'>,
  request?: DataQueryRequest<WellheadVariableQuery>,
): Observable<DataQueryResponse> {
  if (table === '' || column === '') return of({ data: [] });
  const columns = textColumn === undefined ? [column] : [column, textColumn];
  const query: WellheadQueryOf<'mart'> = {
    refId,
    queryType: 'mart',
    table,
    columns,
    groupBy: columns,
    filters: [...filters],
    ...(timeColumn === undefined ? {} : { timeColumn }),
    orderBy: [{ column, direction: descending ? 'desc' : 'asc' }],
    limit: MOST_VALUES,
  };
  const asked = {
    ...(request ?? { requestId: `values-${table}-${column}`, range: getDefaultTimeRange(), scopedVars: {} }),
    targets: [query],
    intervalMs: 60_000,
    maxDataPoints: MOST_VALUES,
  } as DataQueryRequest<WellheadQuery>;
  return source.query(asked).pipe(
    map(({ data, ...answer }) => ({
      ...answer,
      data: (data as DataFrame[]).flatMap(({ fields: [values, texts = values] }) => wordsOf(values, texts)),
    })),
  );
}

const wordsOf = (values: Field<unknown> | undefined, texts: Field<unknown> | undefined): MetricFindValue[] =>
  Array.from(values?.values ?? [])
    .map((value, row) => ({ value, text: texts?.values[row] ?? value }))
    .filter(({ value }) => value !== null)
    .map(({ value, text }) => ({ text: String(text), value: String(value) }));

/** Values of a variable. `assets` is what `query.asset` stands for: empty or `['']` means all. Pure. */
export function variableValues(
  query: WellheadVariableQuery,
  catalogue: Catalogue,
  assets: readonly string[],
): MetricFindValue[] {
  const chosen = assets.filter((asset) => asset !== '');
  if (query.kind === 'signals') {
    const titles = new Map(
      catalogue.signals
        .filter(({ asset }) => chosen.length === 0 || chosen.includes(asset))
        .map(({ name, title }) => [name, title]),
    );
    return [...titles].map(([value, title]) => ({ text: title, value }));
  }
  const parents = new Map(catalogue.assets.map(({ id, parent }) => [id, parent]));
  const isBelow = (id: string): boolean => {
    for (let at = parents.get(id); at; at = parents.get(at)) if (chosen.includes(at)) return true;
    return false;
  };
  return catalogue.assets
    .filter(({ kind }) => !query.assetKind || kind === query.assetKind)
    .filter(({ id }) => chosen.length === 0 || isBelow(id))
    .map(({ id, title }) => ({ text: title, value: id }));
}
