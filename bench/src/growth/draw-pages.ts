import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createApi } from '@wellhead/api';
import { createPreviewRouter } from '@wellhead/preview';
import { openJobs, type Stores } from '@wellhead/stores';
import express from 'express';
import type { Logger } from 'pino';
import { openChromium } from '../../../grafana-plugins/preview/testing/chromium.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
/** A page is drawn when it waits for no answer and has not changed for so many looks, one each 50 ms at most: none comes while the page computes. */
const QUIET_LOOKS = 30;

export interface PageDrawn {
  /** From the click on a link to the frame after the last change of the page, ms; each time it was opened. */
  readonly ms: readonly number[];
  readonly tiles: number;
}

/**
 * Opens dashboards in Chromium, in the preview: panels, variables, queries and answers are those of Grafana's, the page around them is ours. The app is open
 * already, as for somebody who comes from another dashboard.
 */
export async function drawPages(
  hashes: readonly string[],
  rounds: number,
  services: {
    readonly stores: Pick<Stores, 'telemetry' | 'pool' | 'readOnlyPool'>;
    readonly log: Logger;
    readonly nowMs: number;
  },
): Promise<readonly PageDrawn[]> {
  const { stores, log, nowMs } = services;
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
  const browser = await openChromium({ width: 1366, height: 768 });
  try {
    const page = await browser.context.newPage();
    await page.addInitScript({ content: inPage(nowMs) });
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const open = (hash: string): Promise<{ ms: number; tiles: number }> =>
      page.evaluate(
        (to) =>
          (window as unknown as { wellheadOpen(hash: string): Promise<{ ms: number; tiles: number }> }).wellheadOpen(
            to,
          ),
        hash,
      );
    const drawn: PageDrawn[] = [];
    for (const hash of hashes) {
      const ms: number[] = [];
      let tiles = 0;
      // The first time loads the modules of its panels.
      for (let round = -1; round < rounds; round += 1) {
        await open('#/');
        const opened = await open(hash);
        if (round >= 0) ms.push(opened.ms);
        tiles = opened.tiles;
      }
      drawn.push({ ms, tiles });
    }
    return drawn;
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
    await jobs.close();
  }
}

/** Runs in the page, as text, so that no compiler puts helpers into it: the clock stands at the end of the readings, and `wellheadOpen` times a page. */
const inPage = (nowMs: number): string => `
  const Now = Date, shift = ${nowMs} - Date.now();
  window.Date = class extends Now {
    constructor(...given) { given.length === 0 ? super(Now.now() + shift) : super(...given); }
    static now() { return Now.now() + shift; }
  };
  let waiting = 0;
  const counted = (work) => async function (...given) {
    waiting += 1;
    try { return await work.apply(this, given); } finally { waiting -= 1; }
  };
  window.fetch = counted(window.fetch);
  // An answer is there when its body is.
  for (const read of ['json', 'text', 'blob', 'arrayBuffer']) Response.prototype[read] = counted(Response.prototype[read]);
  window.wellheadOpen = (hash) => new Promise((resolve) => {
    const startedMs = performance.now();
    let changedMs = startedMs, quiet = 0;
    const watch = new MutationObserver(() => {
      quiet = 0;
      requestAnimationFrame(() => { changedMs = performance.now(); });
    });
    watch.observe(document.documentElement, { childList: true, subtree: true, attributes: true, characterData: true });
    location.hash = hash;
    const timer = setInterval(() => {
      quiet = waiting > 0 ? 0 : quiet + 1;
      if (quiet < ${QUIET_LOOKS}) return;
      clearInterval(timer);
      watch.disconnect();
      resolve({ ms: changedMs - startedMs, tiles: document.querySelectorAll('[data-testid=asset-tile]').length });
    }, 50);
  });`;
