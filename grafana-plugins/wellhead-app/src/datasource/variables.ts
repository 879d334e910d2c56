import {
  CustomVariableSupport,
  type DataQueryRequest,
  type DataQueryResponse,
  type DataSourceApi,
  type MetricFindValue,
} from '@grafana/data';
import { from, map, type Observable } from 'rxjs';
import type { Catalogue, CatalogueSource } from './catalogue.js';
import { variableQueryEditorOf } from './editor/variable-query-editor.js';
import { expandWith } from './expand.js';
import type { WellheadOptions, WellheadQuery, WellheadVariableQuery } from './types.js';

type Source = DataSourceApi<WellheadQuery, WellheadOptions>;

/** Query variables: assets and signals from the catalogue. Grafana asks for a class. */
export class WellheadVariables extends CustomVariableSupport<
  Source,
  WellheadVariableQuery,
  WellheadQuery,
  WellheadOptions
> {
  readonly editor: ReturnType<typeof variableQueryEditorOf>;
  private readonly source: CatalogueSource;

  constructor(source: CatalogueSource) {
    super();
    this.editor = variableQueryEditorOf(source);
    this.source = source;
  }

  query(request: DataQueryRequest<WellheadVariableQuery>): Observable<DataQueryResponse> {
    const target = request.targets[0];
    return from(this.source.catalogue()).pipe(
      map((catalogue) => ({
        data: target ? variableValues(target, catalogue, expandWith(request.scopedVars)(target.asset ?? '')) : [],
      })),
    );
  }
}

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
