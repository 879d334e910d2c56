import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildAll, pluginsDist } from '../../grafana-plugins/build/build-plugins.mjs';
import { browserMissing, openChromium } from '../../grafana-plugins/preview/testing/chromium.js';
import { startFixtureSite } from '../../grafana-plugins/preview/testing/fixture-site.js';
import { machine, rounded, type BenchOptions, type BenchResult } from './bench-result.js';
import { ASSETS, BOARD, timeBoard } from './bundle/time-board.js';
import { CARDS, MOVED_DASHBOARDS, POINTS, timeCursors } from './bundle/time-cursor.js';

/**
 * Size of every built module as it is sent (gzip), the time from its frames to 500 painted tiles of the asset board, and how even frames are while
 * the cursor moves over 50,000 points and 300 dynacards; in Chromium, drawn by the processor.
 */
export async function run({ quick }: BenchOptions): Promise<BenchResult> {
  const before = machine();
  await buildAll({ log: () => undefined });
  const panels = (await readdir(path.join(pluginsDist, 'panels'))).sort();
  const sizes = await Promise.all(
    [...panels.map((name) => [`${name}_kb`, `panels/${name}/module.js`]), ['app_kb', 'module.js']].map(
      async ([figure, file]) => [figure, await gzippedKb(path.join(pluginsDist, file as string))] as const,
    ),
  );
  const draws = quick ? 2 : 7;
  const drawn = browserMissing === undefined ? await drawnFigures(draws, quick ? 2 : 10) : {};
  return {
    name: 'bundle',
    figures: { ...Object.fromEntries(sizes), ...drawn },
    ratios: {},
    n: { assets: ASSETS, points: POINTS, cards: CARDS, draws },
    machine: before,
    ...(browserMissing === undefined ? {} : { missing: ['chromium: not installed, nothing was drawn'] }),
  };
}

const gzippedKb = async (file: string): Promise<number> => rounded(gzipSync(await readFile(file)).length / 1_000);

async function drawnFigures(draws: number, seconds: number): Promise<Readonly<Record<string, number>>> {
  const dashboardsDir = await mkdtemp(path.join(tmpdir(), 'wellhead-bench-bundle-'));
  await Promise.all(
    [BOARD, ...MOVED_DASHBOARDS].map((dashboard, at) =>
      writeFile(path.join(dashboardsDir, `${at}.json`), JSON.stringify(dashboard)),
    ),
  );
  const site = await startFixtureSite({ dashboardsDir });
  const browser = await openChromium({ width: 1440, height: 900 });
  try {
    const board = await timeBoard(browser.context, site.url, draws);
    const cursors = await timeCursors(browser.context, site.url, seconds);
    return {
      board_500_ms: rounded(median(board)),
      board_500_worst_ms: rounded(Math.max(...board)),
      ...Object.fromEntries(
        Object.entries(cursors).flatMap(([name, { framesPerSecond, p95Ms }]) => [
          [`${name}_fps`, rounded(framesPerSecond)],
          [`${name}_frame_p95_ms`, rounded(p95Ms)],
        ]),
      ),
    };
  } finally {
    await browser.close();
    await site.close();
    await rm(dashboardsDir, { recursive: true, force: true });
  }
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
