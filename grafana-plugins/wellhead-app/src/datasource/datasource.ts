import {
  CoreApp,
  type AnnotationSupport,
  type DataSourceInstanceSettings,
  type ScopedVars,
  type TestDataSourceResponse,
} from '@grafana/data';
import { DataSourceWithBackend } from '@grafana/runtime';
import { loadCatalogue, type Catalogue } from './catalogue.js';
import { expandWith } from './expand.js';
import { interpolateQuery, isComplete } from './interpolate.js';
import { defaultQuery, type WellheadOptions, type WellheadQuery } from './types.js';
import { WellheadVariables } from './variables.js';

const CATALOGUE_LIFETIME_MS = 30_000;

/** Wellhead's data source: queries go to its backend; Grafana asks for a class. */
export class WellheadDataSource extends DataSourceWithBackend<WellheadQuery, WellheadOptions> {
  override annotations: AnnotationSupport<WellheadQuery> = {
    getDefaultQuery: () => ({ queryType: 'ops', view: 'notifications' }),
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
