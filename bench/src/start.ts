import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { browserMissing, openChromium } from '../../grafana-plugins/preview/testing/chromium.js';
import {
  freePort,
  memoryOf,
  processTree,
  startStandaloneProcess,
  type StandaloneSettings,
} from '../../standalone/testing/standalone-process.js';
import { machine, rounded, type BenchOptions, type BenchResult } from './bench-result.js';

/** From the spawn of a warm `npm start` (data, packages and build are there) to a fan chart that is drawn in a browser. */
export async function run({ quick }: BenchOptions): Promise<BenchResult> {
  const before = machine();
  const parent = await mkdtemp(path.join(tmpdir(), 'wellhead-bench-start-'));
  const settings: StandaloneSettings = {
    dataDir: path.join(parent, 'data'),
    httpPort: await freePort(),
    pluginPort: await freePort(),
  };
  try {
    console.log('First start: archive, 90 days of feed, forecasts …');
    const first = await startStandaloneProcess(settings, 600_000);
    const firstSeconds = first.readyAfterMs / 1_000;
    await first.stop('SIGINT');
    const rounds = quick ? 1 : 5;
    const drawn: number[] = [];
    const ready: number[] = [];
    const rss: number[] = [];
    const pss: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const outcome = await warmStart(settings);
      drawn.push(outcome.drawnSeconds ?? Number.NaN);
      ready.push(outcome.readySeconds);
      rss.push(outcome.rss / 1e6);
      pss.push(outcome.pss / 1e6);
      console.log(
        `Warm start ${round + 1}: ready after ${rounded(outcome.readySeconds)} s, drawn after ${rounded(outcome.drawnSeconds ?? Number.NaN)} s, ${rounded(outcome.rss / 1e6)} MB`,
      );
    }
    return {
      name: 'start',
      figures: {
        warm_s: rounded(median(drawn)),
        warm_ready_s: rounded(median(ready)),
        first_s: rounded(firstSeconds),
        rss_mb: rounded(Math.max(...rss)),
        pss_mb: rounded(Math.max(...pss)),
      },
      ratios: {},
      n: { warm_starts: rounds },
      machine: before,
      ...(browserMissing === undefined
        ? {}
        : { missing: ['chromium: not installed, the drawn forecast was not timed'] }),
    };
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
}

async function warmStart(
  settings: StandaloneSettings,
): Promise<{ readySeconds: number; drawnSeconds: number | undefined; rss: number; pss: number }> {
  const browser = browserMissing === undefined ? await openChromium({ width: 1366, height: 768 }) : undefined;
  try {
    const page = await browser?.context.newPage();
    const startedAt = performance.now();
    const running = await startStandaloneProcess(settings);
    try {
      await page?.goto(`${running.httpUrl}/#/d/wellhead-retail-forecast`);
      await page?.waitForSelector('[data-testid="fan-median"][d^="M"]', { timeout: 60_000 });
      const drawnSeconds = page === undefined ? undefined : (performance.now() - startedAt) / 1_000;
      return { readySeconds: running.readyAfterMs / 1_000, drawnSeconds, ...memoryOf(processTree(running.pid)) };
    } finally {
      await running.stop('SIGINT');
    }
  } finally {
    await browser?.close();
  }
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
