import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createApi } from '@wellhead/api';
import { createPreviewRouter } from '@wellhead/preview';
import { openJobs, type Stores } from '@wellhead/stores';
import express from 'express';
import type { Logger } from 'pino';
import { startGrafana } from '@wellhead/standalone/grafana';
import { openChromium } from '../../../grafana-plugins/preview/testing/chromium.js';
import { freePort } from '../../../standalone/testing/standalone-process.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
/** A page is drawn when it waits for no answer and has not changed for so many looks, one each 50 ms at most: none comes while the page computes. */
const QUIET_LOOKS = 30;

export interface PageDrawn {
  /** From the click on a link to the frame after the last change of the page, ms; each time it was opened. */
  readonly ms: readonly number[];
  readonly tiles: number;
}

interface Opened {
  readonly ms: number;
  readonly tiles: number;
  /** Requests with queries. */
  readonly queries: number;
}

/** Where dashboards are opened: the preview, or a Grafana. */
export interface DrawnSite {
  readonly url: string;
  /** A page of it that is no dashboard. */
  readonly from: string;
  /** A page keeps what it has drawn and asks nothing when somebody comes back: it is loaded anew before each opening. */
  readonly keepsDrawn: boolean;
  readonly signIn?: { readonly user: string; readonly password: string };
  close(): Promise<void>;
}

/** The preview: panels, variables, queries and answers are those of Grafana's, the page around them is ours. */
export async function openPreviewSite({
  stores,
  log,
  nowMs,
}: {
  readonly stores: Pick<Stores, 'telemetry' | 'pool' | 'readOnlyPool'>;
  readonly log: Logger;
  readonly nowMs: number;
}): Promise<DrawnSite> {
  const jobs = await openJobs(stores.pool, log);
  const app = express();
  app.use('/api/v1', createApi({ stores, jobs, log, clock: () => nowMs, loopbackRole: 'viewer' }));
  app.use(
    createPreviewRouter({
      dashboardsDir: path.join(root, 'provisioning/dashboards'),
      folders: ['oil-wells'],
      pluginsDistDir: path.join(root, 'grafana-plugins/wellhead-app/dist'),
      previewDistDir: path.join(root, 'grafana-plugins/preview/dist'),
      appTitle: 'Wellhead',
    }),
  );
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    from: '/#/',
    keepsDrawn: false,
    async close() {
      server.closeAllConnections();
      server.close();
      await jobs.close();
    },
  };
}

/** A Grafana of its own over a backend that runs; undefined where `home` holds none. */
export async function openGrafanaSite(
  home: string,
  { pluginAddress, dir, log }: { readonly pluginAddress: string; readonly dir: string; readonly log: Logger },
): Promise<DrawnSite | undefined> {
  const password = 'bench-growth';
  const grafana = await startGrafana({
    home,
    searchPath: process.env['PATH'],
    dataDir: path.join(dir, 'grafana'),
    provisioningDir: path.join(root, 'provisioning'),
    dashboardFolders: ['oil-wells'],
    pluginDist: path.join(root, 'grafana-plugins/wellhead-app/dist'),
    port: await freePort(),
    adminPassword: password,
    pluginAddress,
    variables: {},
    log,
  });
  return (
    grafana && {
      url: grafana.url,
      from: '/dashboards',
      keepsDrawn: true,
      signIn: { user: 'admin', password },
      close: () => grafana.close(),
    }
  );
}

/** Opens dashboards in Chromium, at `nowMs`. The app is open already, as for somebody who comes from another page of it. */
export async function drawPages(
  dashboards: readonly string[],
  rounds: number,
  { site, nowMs }: { readonly site: DrawnSite; readonly nowMs: number },
): Promise<readonly PageDrawn[]> {
  const browser = await openChromium({ width: 1366, height: 768 });
  try {
    const page = await browser.context.newPage();
    if (site.signIn) {
      const answer = await page.request.post(`${site.url}/login`, { data: site.signIn });
      if (!answer.ok()) throw new Error(`Grafana answered the sign-in with ${answer.status()}`);
    }
    await page.addInitScript({ content: inPage(nowMs) });
    await page.goto(site.url + site.from);
    const open = (at: string): Promise<Opened> =>
      page.evaluate((to) => (window as unknown as { wellheadOpen(at: string): Promise<Opened> }).wellheadOpen(to), at);
    const drawn: PageDrawn[] = [];
    for (const dashboard of dashboards) {
      const ms: number[] = [];
      let tiles = 0;
      // The first time loads the modules of its panels.
      for (let round = -1; round < rounds; round += 1) {
        if (site.keepsDrawn) await page.goto(site.url + site.from);
        await open(site.from);
        const opened = await open(site.from === '/#/' ? `/#${dashboard}` : dashboard);
        if (opened.queries === 0) throw new Error(`${dashboard} was drawn without asking anything`);
        if (round >= 0) ms.push(opened.ms);
        tiles = opened.tiles;
      }
      drawn.push({ ms, tiles });
    }
    return drawn;
  } finally {
    await browser.close();
  }
}

/** Runs in the page, as text, so that no compiler puts helpers into it: the clock stands at the end of the readings, and `wellheadOpen` times a page. */
const inPage = (nowMs: number): string => `
  const Now = Date, shift = ${nowMs} - Date.now();
  window.Date = class extends Now {
    constructor(...given) { given.length === 0 ? super(Now.now() + shift) : super(...given); }
    static now() { return Now.now() + shift; }
  };
  let waiting = 0, queries = 0;
  const counted = (work) => async function (...given) {
    waiting += 1;
    try { return await work.apply(this, given); } finally { waiting -= 1; }
  };
  const fetched = counted(window.fetch);
  window.fetch = (...given) => {
    if (/\\/query/.test(String(given[0]?.url ?? given[0]))) queries += 1;
    return fetched.apply(window, given);
  };
  // An answer is there when its body is.
  for (const read of ['json', 'text', 'blob', 'arrayBuffer']) Response.prototype[read] = counted(Response.prototype[read]);
  window.wellheadOpen = (to) => new Promise((resolve) => {
    const startedMs = performance.now();
    let changedMs = startedMs, quiet = 0;
    queries = 0;
    const watch = new MutationObserver(() => {
      quiet = 0;
      requestAnimationFrame(() => { changedMs = performance.now(); });
    });
    watch.observe(document.documentElement, { childList: true, subtree: true, attributes: true, characterData: true });
    if (to.startsWith('/#')) location.hash = to.slice(1);
    else { history.pushState(null, '', to); dispatchEvent(new PopStateEvent('popstate', { state: null })); }
    const timer = setInterval(() => {
      quiet = waiting > 0 ? 0 : quiet + 1;
      if (quiet < ${QUIET_LOOKS}) return;
      clearInterval(timer);
      watch.disconnect();
      resolve({ ms: changedMs - startedMs, tiles: document.querySelectorAll('[data-testid=asset-tile]').length, queries });
    }, 50);
  });`;
