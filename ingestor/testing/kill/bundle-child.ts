import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleEntries } from '../../../scripts/bundle.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
/** Below the root, so that what is not bundled is found in its `node_modules`. */
const folder = path.join(root, 'node_modules', '.cache', `wellhead-crash-${process.pid}`);

let bundled: Promise<string> | undefined;

/**
 * The process that is to be killed, as one file of JavaScript, made once for all that this process starts. Through the loader of TypeScript a start
 * costs several times as much, and starts are most of what a crash test does.
 */
export const bundledChild = (): Promise<string> => (bundled ??= bundleChild());

async function bundleChild(): Promise<string> {
  mkdirSync(folder, { recursive: true });
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  await bundleEntries(folder, {
    'crash-child': 'ingestor/testing/kill/crash-child.ts',
    'duckdb-worker': 'stores/src/telemetry/duckdb/duckdb-worker.ts',
    'file-worker': 'ingestor/src/files/worker/file-worker.ts',
  });
  return path.join(folder, 'crash-child.mjs');
}
