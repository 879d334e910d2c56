import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleEntries } from '../../scripts/bundle.mjs';

/**
 * Builds a script with the threads and processes of the product beside it, as its images have them: the loader of TypeScript would take memory and time of its own.
 * `entry` is from the root of the project. Answers its file.
 */
export async function buildScript(entry: string, folder: string): Promise<string> {
  await bundleEntries(folder, {
    measured: entry,
    'forecast-worker': 'forecaster/src/workers/forecast-worker.ts',
    'learning-worker': 'forecaster/src/learning/learning-worker.ts',
    'anomaly-worker': 'forecaster/src/anomaly/anomaly-worker.ts',
    'model-process': 'forecaster/src/brought/model-process.ts',
    'duckdb-worker': 'stores/src/telemetry/duckdb/duckdb-worker.ts',
    'transform-process': 'stores/src/transform/transform-process.ts',
  });
  const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));
  await symlink(modules, path.join(folder, 'node_modules'));
  return path.join(folder, 'measured.mjs');
}
