import {
  CoreApp,
  type AnnotationSupport,
  type DataQueryRequest,
  type DataQueryResponse,
  type DataSourceInstanceSettings,
  type MetricFindValue,
  type ScopedVars,
  type TestDataSourceResponse,
} from '@grafana/data';
import { DataSourceWithBackend } from '@grafana/runtime';
import { from, lastValueFrom, mergeMap, type Observable } from 'rxjs';
import { filteredQuery, filterKeys, type AdHocFilter } from './ad-hoc-filters.js';
import { loadCatalogue, type Catalogue } from './catalogue.js';
import { expandWith } from './expand.js';
import { interpolateQuery, isComplete } from './interpolate.js';
import { defaultQuery, type WellheadOptions, type WellheadQuery } from './types.js';
import { columnValues, WellheadVariables } from './variables.js';

const CATALOGUE_LIFETIME_MS = 30_000;
/** What a new annotation asks for. */
const NOTIFICATIONS = { queryType: 'ops', view: 'notifications' } as const;

/** Wellhead's data source: queries go to its backend; Grafana asks for a class. */
export class WellheadDataSource extends DataSourceWithBackend<WellheadQuery, WellheadOptions> {
  override annotations: AnnotationSupport<WellheadQuery> = {
    getDefaultQuery: () => NOTIFICATIONS,
    // Grafana shows the default in the editor and saves nothing of it before it is changed.
    prepareQuery: ({ target }) =>
      (target?.queryType as string | undefined) === undefined ? { refId: 'Anno', ...target, ...NOTIFICATIONS } : target,
  };
  private loaded: { readonly atMs: number; readonly catalogue: Promise<Catalogue> } | undefined;

  constructor(settings: DataSourceInstanceSettings<WellheadOptions>) {
    super(settings);
    this.variables = new WellheadVariables(this);
  }

  override getDefaultQuery(app: CoreApp): Partial<WellheadQuery> {
    return app === CoreApp.UnifiedAlerting ? { queryType: 'margin', of: 'last' } : { ...defaultQuery };
  }

  override filterQuery(query: WellheadQuery): boolean {
    return !query.hide && isComplete(query);
  }

  /** Ad-hoc filters of the dashboard are put into its queries; one that cannot be put so is told as a failure of its query. */
  override query(request: DataQueryRequest<WellheadQuery>): Observable<DataQueryResponse> {
    const filters = (request.filters ?? []) as readonly AdHocFilter[];
    if (filters.length === 0) return super.query(request);
    return from(this.catalogue()).pipe(
      mergeMap((catalogue) => {
        const expand = expandWith(request.scopedVars);
        const targets = request.targets.flatMap((target) => {
          const filtered = filteredQuery(interpolateQuery(target, expand), filters, catalogue);
          if (filtered.kind === 'refused') throw new Error(filtered.reason);
          return filtered.kind === 'query' ? [filtered.query] : [];
        });
        return super.query({ ...request, targets });
      }),
    );
  }

  /** What ad-hoc filters can be set on. */
  override async getTagKeys(): Promise<MetricFindValue[]> {
    return filterKeys(await this.catalogue()).map((text) => ({ text }));
  }

  /** What an ad-hoc filter can be set to: assets, signals, or what stands in the first table that has the column. */
  override async getTagValues({ key }: { key: string }): Promise<MetricFindValue[]> {
    const catalogue = await this.catalogue();
    if (key === 'asset') return catalogue.assets.map(({ id }) => ({ text: id }));
    if (key === 'signal') return [...new Set(catalogue.signals.map(({ name }) => name))].map((text) => ({ text }));
    const table = catalogue.marts.find(({ columns }) => columns.some(({ name }) => name === key));
    if (!table) return [];
    const { data } = await lastValueFrom(columnValues(this, { refId: 'values', table: table.name, column: key }));
    return data as MetricFindValue[];
  }

  override applyTemplateVariables(query: WellheadQuery, scopedVars: ScopedVars): WellheadQuery {
    return interpolateQuery(query, expandWith(scopedVars));
  }

  override interpolateVariablesInQueries(queries: WellheadQuery[], scopedVars: ScopedVars): WellheadQuery[] {
    return queries.map((query) => this.applyTemplateVariables(query, scopedVars));
  }

  /** Assets, signals, limits, marts and record types, at most 30 s old; what pickers and variables offer. */
  catalogue(): Promise<Catalogue> {
    const nowMs = Date.now();
    if (!this.loaded || nowMs - this.loaded.atMs > CATALOGUE_LIFETIME_MS) {
      const catalogue = loadCatalogue((path) => this.getResource<unknown>(path));
      catalogue.catch(() => (this.loaded = undefined));
      this.loaded = { atMs: nowMs, catalogue };
    }
    return this.loaded.catalogue;
  }

  /** What the backend says of each dependency; when it cannot be asked, that, and what to do. */
  override async testDatasource(): Promise<TestDataSourceResponse> {
    // Grafana answers a failed call with the body of the failure instead of rejecting, and with nothing when there was none.
    const answer = (await this.callHealthCheck().catch((failure: unknown) => failure)) as Health | undefined;
    const { status, message = '' } = answer ?? {};
    if (status === 'OK') return { status: 'success', message: message || 'Wellhead answers.' };
    if (status === 'ERROR') return { status: 'error', message: message || 'Wellhead is not ready.' };
    const reason = message === '' ? 'no answer' : message;
    return {
      status: 'error',
      message: `Wellhead's backend cannot be reached: ${reason}. Start it (npm start, or docker compose up -d backend) and see “How Grafana finds the backend” above.`,
    };
  }
}

interface Health {
  readonly status?: string;
  readonly message?: string;
}
