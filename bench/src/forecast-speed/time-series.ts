import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { serialize } from 'node:v8';
import { buildScript } from '../build-script.js';
import type { PairSet } from '../forecast/pairs.js';
import type { SeriesTimes } from './series-times.js';

export interface SeriesTimer {
  /** Ours and augurs on one set, augurs on `count` of its pairs; CPU time a series, ms. */
  time(set: PairSet, count: number): Promise<{ readonly oursMs: number; readonly augursMs: number }>;
  close(): Promise<void>;
}

/** Times series in processes of their own, built as a service is: the loader of TypeScript, which names each function anew, would take a tenth of our time. */
export async function openSeriesTimer(): Promise<SeriesTimer> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'wellhead-times-'));
  const script = await buildScript('bench/src/forecast-speed/series-times.ts', path.join(folder, 'built'));
  return {
    async time({ partOfYear: _function, ...set }, count) {
      const file = path.join(folder, 'set');
      await writeFile(file, serialize(set));
      const { stdout } = await promisify(execFile)(process.execPath, [script, file, String(count)]);
      const { oursMs, augursMs } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as SeriesTimes;
      return { oursMs: (oursMs[0] + oursMs[1]) / 2, augursMs };
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
