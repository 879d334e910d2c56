import { copyFile, mkdtemp, rm, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { pino } from 'pino';
import { afterAll, describe, expect, it } from 'vitest';
import { openLocalModels } from '../models/local-models.js';
import { weekly } from '../../testing/made-series.js';
import { forecastBatch, type BatchRequest } from './forecast-batch.js';
import { openWorkerPool } from './worker-pool.js';

const log = pino({ level: 'silent' });
const batch = (weeks = 20, series = 3): BatchRequest => ({
  shape: { seasonSteps: 7, cycleSteps: 7, horizonSteps: 7 },
  series: Array.from({ length: series }, (_, at) => ({
    values: weekly(weeks, at + 1),
    nonNegative: false,
    addsUp: false,
    leaves: [],
  })),
});

describe('the worker pool', () => {
  it('forecasts in threads as the main thread would, and leaves the event loop free', async () => {
    const pool = openWorkerPool({ log, workers: 2 });
    const models = openLocalModels();
    try {
      let turns = 0;
      const counting = setInterval(() => (turns += 1), 1);
      const replies = await Promise.all([batch(156, 100), batch(156, 100), batch()].map((one) => pool.forecast(one)));
      clearInterval(counting);
      expect(turns).toBeGreaterThan(5);
      expect(replies.map(({ kind }) => kind)).toEqual(['done', 'done', 'done']);
      expect(replies[2]).toEqual({ kind: 'done', outcomes: await forecastBatch(batch(), models) });
    } finally {
      await pool.close();
      await Promise.all(models.map((model) => model.close()));
    }
  });

  it('replaces a worker that dies: its batch fails with the reason, the others are made', async () => {
    const pool = openWorkerPool({ log, workers: 1, script: new URL('./testing/mortal-worker.ts', import.meta.url) });
    try {
      const [first, second, third] = await Promise.all([
        pool.forecast({ ...batch(), shape: { ...batch().shape, horizonSteps: 666 } }),
        pool.forecast({ ...batch(), shape: { ...batch().shape, horizonSteps: 667 } }),
        pool.forecast(batch()),
      ]);
      expect(first).toEqual({ kind: 'lost', reason: 'the forecast worker ended with code 3' });
      expect(second).toMatchObject({ kind: 'lost', reason: expect.stringMatching(/crashed: out of luck/) });
      expect(third).toMatchObject({ kind: 'done' });
    } finally {
      await pool.close();
    }
  });

  it('gives up a batch that never ends', async () => {
    const script = new URL('./testing/mortal-worker.ts', import.meta.url);
    const pool = openWorkerPool({ log, workers: 1, batchTimeoutMs: 1_500, script });
    try {
      const endless = await pool.forecast({ ...batch(), shape: { ...batch().shape, horizonSteps: 668 } });
      expect(endless).toEqual({ kind: 'lost', reason: 'the batch of 3 series took longer than 1500 ms' });
    } finally {
      await pool.close();
    }
  });

  it('ends a worker that nothing came for, and starts another for the next batch', async () => {
    const script = new URL('./testing/mortal-worker.ts', import.meta.url);
    const asked = { ...batch(), shape: { ...batch().shape, horizonSteps: 669 } };
    const pool = openWorkerPool({ log, workers: 1, idleMs: 1, script });
    try {
      const first = await pool.forecast(asked);
      expect(first).toMatchObject({ reason: expect.stringMatching(/^thread \d+$/) });
      // Batches that come while it still waits are its own: ask until the pool had to start another.
      await expect.poll(() => pool.forecast(asked), { timeout: 30_000, interval: 20 }).not.toEqual(first);
    } finally {
      await pool.close();
    }
  });

  it('takes what somebody waits for before what is scheduled', async () => {
    const script = new URL('./testing/mortal-worker.ts', import.meta.url);
    const pool = openWorkerPool({ log, workers: 1, script });
    try {
      const order: string[] = [];
      const ask = (name: string, urgency: 'awaited' | 'scheduled') =>
        pool.forecast(batch(), urgency).then(() => order.push(name));
      await Promise.all([ask('first', 'scheduled'), ask('night', 'scheduled'), ask('person', 'awaited')]);
      expect(order).toEqual(['first', 'person', 'night']);
    } finally {
      await pool.close();
    }
  });

  it('fails what is under way and what waits when it closes', async () => {
    const pool = openWorkerPool({ log, workers: 1 });
    const pending = [pool.forecast(batch()), pool.forecast(batch())];
    await pool.close();
    for (const reply of await Promise.all([...pending, pool.forecast(batch())]))
      expect(reply).toEqual({ kind: 'failed', reason: 'the forecaster is closing' });
  });
});

describe('a build', () => {
  const folders: string[] = [];
  afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

  it('runs the worker from the bundle beside it', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'wellhead-bundle-'));
    folders.push(folder);
    const entry = (name: string): string => fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
    await build({
      entryPoints: [entry('worker-pool'), entry('forecast-worker')],
      outdir: folder,
      bundle: true,
      platform: 'node',
      format: 'esm',
      outExtension: { '.js': '.mjs' },
      external: ['onnxruntime-node'],
      logLevel: 'silent',
    });
    const modules = path.dirname(path.dirname(fileURLToPath(import.meta.resolve('onnxruntime-node/package.json'))));
    await symlink(modules, path.join(folder, 'node_modules'));
    const runner = path.join(folder, 'pool.mjs');
    await copyFile(path.join(folder, 'worker-pool.mjs'), runner);
    const built = (await import(pathToFileURL(runner).href)) as { openWorkerPool: typeof openWorkerPool };
    const pool = built.openWorkerPool({ log, workers: 1 });
    try {
      expect(await pool.forecast(batch())).toMatchObject({ kind: 'done' });
    } finally {
      await pool.close();
    }
  });
});
