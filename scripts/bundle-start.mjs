// The bundle that `npm start` runs: TypeScript loaded module by module costs as much processor time as all the rest of a warm start, and each worker
// thread pays for it again. Made anew, in a second or two, when a source is newer.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { filesBelow } from '../grafana-plugins/build/plugin-files.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const KEPT = 3;

const SOURCES = [
  'contracts/src',
  'stores/src',
  'ingestor/src',
  'pipelines/src',
  'forecaster/src',
  'api/src',
  'grafana-plugins/backend-sdk/src',
  'grafana-plugins/preview/src/server',
  'grafana-plugins/wellhead-app/src/datasource',
  'packs',
  'standalone/src',
  'scripts',
  'package-lock.json',
];

/** What the bundle is made of, by name, time of change and size: a folder a state, so that a start never takes a worker from another one's bundle. */
function stateOfSources() {
  const hash = createHash('sha256');
  const files = SOURCES.map((name) => path.join(root, name))
    .flatMap((place) => (statSync(place).isDirectory() ? filesBelow(place) : [place]))
    .sort((a, b) => (a < b ? -1 : 1));
  for (const file of files) {
    if (/\.test\.tsx?$/.test(file)) continue;
    const { mtimeMs, size } = statSync(file);
    hash.update(`${file} ${mtimeMs} ${size}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

const folder = path.join(root, '.cache/start');

/** The entry of the bundle, made where it is missing: in a process of its own, since the bundler keeps its memory. */
export function startBundle() {
  const entry = path.join(folder, stateOfSources(), 'bin/main.mjs');
  if (existsSync(entry)) return entry;
  const startedMs = performance.now();
  const { status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), path.dirname(path.dirname(entry))], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
  console.log(`Wellhead built in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
  return entry;
}

/** Makes the bundle. Two starts at once may both make it: the second finds its folder taken and uses that one. */
async function make(bundle) {
  const { bundleStandalone } = await import('./bundle.mjs');
  mkdirSync(folder, { recursive: true });
  const making = mkdtempSync(path.join(folder, 'making-'));
  await bundleStandalone(making);
  try {
    renameSync(making, bundle);
  } catch (error) {
    rmSync(making, { recursive: true, force: true });
    if (!existsSync(bundle)) throw error;
  }
  const older = readdirSync(folder)
    .filter((name) => !name.startsWith('making-'))
    .map((name) => path.join(folder, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  for (const each of older.slice(KEPT)) rmSync(each, { recursive: true, force: true });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await make(process.argv[2]);
