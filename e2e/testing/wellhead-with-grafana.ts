import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  freePort,
  startStandaloneProcess,
  type StandaloneProcess,
  type StandaloneSettings,
} from '../../standalone/testing/standalone-process.js';
import { grafanaApi, type GrafanaApi } from '../src/grafana-api.js';

export interface WellheadWithGrafana {
  readonly settings: StandaloneSettings;
  readonly wellhead: StandaloneProcess;
  readonly grafanaUrl: string;
  /** As its admin. */
  readonly grafana: GrafanaApi;
  /** A folder of the run, removed by `removeFolder`. */
  readonly folder: string;
  removeFolder(): Promise<void>;
}

/** `npm start` on a new data folder with the Grafana of an installation, as a user would start both. The caller stops the process. */
export async function startWellheadWithGrafana(
  home: string,
  timeoutMs: number,
  wish: { readonly packs?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<WellheadWithGrafana> {
  const folder = await mkdtemp(path.join(tmpdir(), 'wellhead-grafana-'));
  const grafanaPort = await freePort();
  const grafanaUrl = `http://127.0.0.1:${grafanaPort}`;
  const settings: StandaloneSettings = {
    dataDir: path.join(folder, 'data'),
    httpPort: await freePort(),
    pluginPort: await freePort(),
    ...(wish.packs === undefined ? {} : { packs: wish.packs }),
    env: { ...wish.env, GRAFANA_HOME: home, WELLHEAD_GRAFANA_PORT: String(grafanaPort) },
  };
  const wellhead = await startStandaloneProcess(settings, timeoutMs);
  return {
    settings,
    wellhead,
    grafanaUrl,
    grafana: grafanaApi(grafanaUrl, 'admin', wellhead.secret('grafanaPassword')),
    folder,
    removeFolder: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Looks every half second until it has seen enough; the test's own time limit ends it. */
export async function until<T>(look: () => Promise<T>, enough: (seen: T) => boolean): Promise<T> {
  for (;;) {
    const seen = await look();
    if (enough(seen)) return seen;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
