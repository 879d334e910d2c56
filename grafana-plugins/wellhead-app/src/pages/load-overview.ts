import type { DataSourceApi } from '@grafana/data';
import { getBackendSrv, getDataSourceSrv, type DataSourceWithBackend } from '@grafana/runtime';
import { messageOf } from '../datasource/editor/use-catalogue.js';
import { sourceRows, storeStates, type SourceRow, type StoreState } from './source-freshness.js';

export interface DashboardLink {
  readonly uid: string;
  readonly title: string;
  readonly url: string;
}

export interface Overview {
  /** undefined: Grafana has no Wellhead data source yet. */
  readonly dataSource: { readonly name: string; readonly uid: string } | undefined;
  readonly sources: readonly SourceRow[];
  readonly stores: readonly StoreState[];
  /** Why the backend could not be asked. */
  readonly failure: string | undefined;
  readonly dashboards: readonly DashboardLink[];
}

const DATA_SOURCE_TYPE = 'wellhead-datasource';

/** Asks Grafana and, through it, the backend; everything here is allowed to a viewer. Never rejects: what failed is told. */
export async function loadOverview(nowMs: number): Promise<Overview> {
  const settings = getDataSourceSrv().getList({ type: DATA_SOURCE_TYPE })[0];
  const dashboards = await loadDashboards();
  if (!settings) return { dataSource: undefined, sources: [], stores: [], failure: undefined, dashboards };
  const dataSource = { name: settings.name, uid: settings.uid };
  try {
    const source = await getDataSourceSrv().get(settings.uid);
    const body: unknown = hasResources(source) ? await source.getResource('sources') : [];
    return { dataSource, sources: sourceRows(body, nowMs), stores: storeStates(body), failure: undefined, dashboards };
  } catch (reason) {
    return { dataSource, sources: [], stores: [], failure: messageOf(reason), dashboards };
  }
}

const hasResources = (source: DataSourceApi): source is DataSourceWithBackend => 'getResource' in source;

async function loadDashboards(): Promise<readonly DashboardLink[]> {
  try {
    const found: unknown = await getBackendSrv().get('/api/search', { type: 'dash-db', tag: 'wellhead', limit: 100 });
    return Array.isArray(found) ? (found as readonly DashboardLink[]) : [];
  } catch {
    return []; // The page still shows the sources; Grafana tells of its own failure.
  }
}
