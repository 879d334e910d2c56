import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildAll, pluginsDist } from '../../grafana-plugins/build/build-plugins.mjs';
import { browserMissing, openChromium } from '../../grafana-plugins/preview/testing/chromium.js';
import { startFixtureSite } from '../../grafana-plugins/preview/testing/fixture-site.js';
import { machine, rounded, type BenchOptions, type BenchResult } from './bench-result.js';

const ASSETS = 500;

/** Size of every built module as it is sent (gzip), and the time from its frames to 500 painted tiles of the asset board in Chromium. */
export async function run({ quick }: BenchOptions): Promise<BenchResult> {
  const before = machine();
  await buildAll({ log: () => undefined });
  const panels = (await readdir(path.join(pluginsDist, 'panels'))).sort();
  const sizes = await Promise.all(
    [...panels.map((name) => [`${name}_kb`, `panels/${name}/module.js`]), ['app_kb', 'module.js']].map(
      async ([figure, file]) => [figure, await gzippedKb(path.join(pluginsDist, file as string))] as const,
    ),
  );
  const drawn = browserMissing === undefined ? await timeBoard(quick ? 2 : 7) : [];
  return {
    name: 'bundle',
    figures: {
      ...Object.fromEntries(sizes),
      ...(drawn.length > 0
        ? { board_500_ms: rounded(median(drawn)), board_500_worst_ms: rounded(Math.max(...drawn)) }
        : {}),
    },
    ratios: {},
    n: { assets: ASSETS, draws: drawn.length },
    machine: before,
    ...(browserMissing === undefined ? {} : { missing: ['chromium: not installed, the board was not timed'] }),
  };
}

const gzippedKb = async (file: string): Promise<number> => rounded(gzipSync(await readFile(file)).length / 1_000);

/**
 * First draws, ms, each in a page of its own: from the end of the answer of the query to the frame after the last tile is in the document. The
 * module of the panel is loaded by then, as it is on a dashboard that has been opened once.
 */
async function timeBoard(draws: number): Promise<readonly number[]> {
  const dashboardsDir = await mkdtemp(path.join(tmpdir(), 'wellhead-bench-bundle-'));
  await writeFile(path.join(dashboardsDir, 'board.json'), JSON.stringify(BOARD));
  const site = await startFixtureSite({ dashboardsDir });
  const browser = await openChromium({ width: 1440, height: 900 });
  try {
    const found: number[] = [];
    for (let draw = 0; draw < draws; draw++) {
      const page = await browser.context.newPage();
      await page.addInitScript({ content: watchTiles(ASSETS) });
      await page.goto(`${site.url}/#/d/bench-board`);
      const drawnAt = await page.waitForFunction(() => (window as { wellheadDrawnMs?: number }).wellheadDrawnMs);
      const answeredAt = await page.evaluate(() =>
        Math.max(
          ...performance
            .getEntriesByType('resource')
            .filter(({ name }) => name.endsWith('/api/v1/query'))
            .map((entry) => (entry as PerformanceResourceTiming).responseEnd),
        ),
      );
      found.push(Number(await drawnAt.jsonValue()) - answeredAt);
      await page.close();
    }
    return found;
  } finally {
    await browser.close();
    await site.close();
    await rm(dashboardsDir, { recursive: true, force: true });
  }
}

/** Runs in the page, as text, so that no compiler puts helpers into it: notes the first painted frame that has so many tiles. */
const watchTiles = (count: number): string => `
  const look = () => {
    if (document.querySelectorAll('[data-testid=asset-tile]').length < ${count}) return requestAnimationFrame(look);
    requestAnimationFrame(() => { window.wellheadDrawnMs = performance.now(); });
  };
  requestAnimationFrame(look);`;

const BOARD = {
  uid: 'bench-board',
  title: 'Asset board',
  tags: ['wellhead'],
  panels: [
    {
      id: 1,
      type: 'wellhead-assetboard-panel',
      title: 'Wells',
      gridPos: { x: 0, y: 0, w: 24, h: 20 },
      targets: [{ refId: 'A', queryType: 'margin' }],
      fieldConfig: { defaults: {}, overrides: [] },
      datasource: { type: 'wellhead-datasource', uid: 'wellhead' },
      options: {},
    },
  ],
  schemaVersion: 41,
  time: { from: 'now-2d', to: 'now' },
  templating: { list: [] },
};

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
