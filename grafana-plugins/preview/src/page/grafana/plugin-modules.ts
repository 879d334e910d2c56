import type { AppPlugin, DataSourcePlugin, PanelPlugin } from '@grafana/data';
import * as grafanaData from '@grafana/data';
import * as grafanaRuntime from '@grafana/runtime';
import * as grafanaUi from '@grafana/ui';
import * as emotionCss from '@emotion/css';
import * as React from 'react';
import * as ReactDom from 'react-dom';
import * as rxjs from 'rxjs';

/** Loads the built plugins as Grafana does: AMD modules through SystemJS, with Grafana's libraries shared. */

const BASE = '/public/plugins/wellhead-app/';
type Namespace = Readonly<Record<string, unknown>>;
const shared: Readonly<Record<string, Namespace>> = {
  react: React as Namespace,
  'react-dom': ReactDom as Namespace,
  rxjs,
  '@emotion/css': emotionCss as Namespace,
  '@grafana/data': grafanaData as Namespace,
  '@grafana/runtime': grafanaRuntime as Namespace,
  '@grafana/ui': grafanaUi as Namespace,
};

let ready: Promise<void> | undefined;

/** After every UMD library is in: the AMD support of SystemJS defines a global `define`. */
function startLoader(): Promise<void> {
  ready ??= (async () => {
    await import('systemjs/dist/system.js');
    await import('systemjs/dist/extras/amd.js');
    const prototype = System.constructor.prototype as { resolve(id: string, parent?: string): string };
    const resolve = prototype.resolve;
    prototype.resolve = function resolveShared(id, parent) {
      return id in shared ? `package:${id}` : resolve.call(this, id, parent);
    };
    for (const [name, namespace] of Object.entries(shared)) {
      System.set(`package:${name}`, { ...namespace, default: namespace.default ?? namespace });
    }
  })();
  return ready;
}

async function load<T>(path: string): Promise<T> {
  await startLoader();
  const module = (await System.import(
    `${window.location.origin}${BASE}${path}/module.js`.replace('//module', '/module'),
  )) as {
    plugin: T;
  };
  return module.plugin;
}

const cache = new Map<string, Promise<unknown>>();
const once = <T>(path: string): Promise<T> => {
  const known = cache.get(path) ?? load<T>(path);
  cache.set(path, known);
  return known as Promise<T>;
};

/** Folder of the panel plugins that Wellhead brings, by id. */
const PANELS: Readonly<Record<string, string>> = {
  'wellhead-fanchart-panel': 'panels/fanchart',
  'wellhead-controlchart-panel': 'panels/controlchart',
  'wellhead-dynacard-panel': 'panels/dynacard',
  'wellhead-assetboard-panel': 'panels/assetboard',
};

export const isOwnPanel = (id: string): boolean => id in PANELS;
export const loadPanel = (id: string): Promise<PanelPlugin> => once<PanelPlugin>(PANELS[id] ?? id);
export const loadApp = (): Promise<AppPlugin> => once<AppPlugin>('');
export const loadDataSource = (): Promise<DataSourcePlugin<grafanaData.DataSourceApi>> =>
  once<DataSourcePlugin<grafanaData.DataSourceApi>>('datasource');
