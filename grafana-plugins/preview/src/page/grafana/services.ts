import {
  EventBusSrv,
  PluginType,
  type DataSourceApi,
  type DataSourceInstanceSettings,
  type ScopedVars,
  type TypedVariableModel,
} from '@grafana/data';
import {
  setAppEvents,
  setBackendSrv,
  setDataSourceSrv,
  setEchoSrv,
  setPluginImportUtils,
  setTemplateSrv,
  type BackendSrv,
  type BackendSrvRequest,
  type DataSourceSrv,
  type EchoSrv,
  type TemplateSrv,
} from '@grafana/runtime';
import { send, sendObservable } from './backend.js';
import { fillRegistries } from './registries.js';
import { loadDataSource } from './plugin-modules.js';
import { replaceVariables, type Formatter, type VariableValue } from './template.js';

/** Stands in for Grafana's services, as far as the plugins and the dashboards use them. */

const settings = {
  id: 1,
  uid: 'wellhead',
  name: 'Wellhead',
  type: 'wellhead-datasource',
  access: 'proxy',
  url: '/api/datasources/proxy/uid/wellhead',
  readOnly: true,
  jsonData: {},
  meta: {
    id: 'wellhead-datasource',
    name: 'Wellhead',
    type: PluginType.datasource,
    module: '',
    baseUrl: '/public/plugins/wellhead-app/datasource',
    info: {
      author: { name: 'Wellhead' },
      description: '',
      links: [],
      logos: { small: '/public/plugins/wellhead-app/img/logo.svg', large: '/public/plugins/wellhead-app/img/logo.svg' },
      screenshots: [],
      updated: '',
      version: '',
    },
  },
} as DataSourceInstanceSettings;

let dataSource: Promise<DataSourceApi> | undefined;

/** The real data source, built by its own plugin. */
export function wellheadDataSource(): Promise<DataSourceApi> {
  dataSource ??= loadDataSource().then((plugin) => {
    const source = new plugin.DataSourceClass(settings);
    Object.assign(source, { components: plugin.components, meta: settings.meta });
    return source;
  });
  return dataSource;
}

/** The variables of the dashboard that is open. */
export const variableValues = new Map<string, VariableValue>();

export function startServices(): void {
  fillRegistries();
  setAppEvents(new EventBusSrv());
  const nothing = (): void => undefined;
  setEchoSrv({ addEvent: nothing, addBackend: nothing, flush: nothing } as unknown as EchoSrv);
  setBackendSrv({
    fetch: sendObservable,
    get: async (url: string, params?: Record<string, string>) =>
      (await send({ url, ...(params ? { params } : {}) })).data,
    post: async (url: string, data?: unknown) => (await send({ url, method: 'POST', data })).data,
    datasourceRequest: (request: BackendSrvRequest) => send(request),
    request: async (request: BackendSrvRequest) => (await send(request)).data,
  } as unknown as BackendSrv);
  setTemplateSrv({
    replace: (text?: string, scoped?: ScopedVars, format?: Formatter) =>
      replaceVariables(text ?? '', variableValues, scoped, format),
    getVariables: () => [...variableValues.keys()].map((name) => ({ name }) as TypedVariableModel),
    containsTemplate: (text?: string) => /\$|\[\[/.test(text ?? ''),
    updateTimeRange: nothing,
  } as TemplateSrv);
  setDataSourceSrv({
    get: wellheadDataSource,
    getList: () => [settings],
    getInstanceSettings: () => settings,
    reload: nothing,
    registerRuntimeDataSource: nothing,
  } as unknown as DataSourceSrv);
  setPluginImportUtils({
    importPanelPlugin: () => Promise.reject(new Error('not here')),
    getPanelPluginFromCache: () => undefined,
  });
}
