import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { copyStatic, filesBelow, newestChangeMs } from './plugin-files.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const repository = path.resolve(here, '../..');
const app = path.join(repository, 'grafana-plugins/wellhead-app');
const preview = path.join(repository, 'grafana-plugins/preview');

/** Where the built plugins are: the folder that Grafana loads. */
export const pluginsDist = path.join(app, 'dist');
/** Where the built preview is. */
const previewDist = path.join(preview, 'dist');

const below = (...folders) =>
  folders
    .map((folder) => path.join(repository, folder))
    .filter(existsSync)
    .flatMap(filesBelow)
    .filter((file) => !/\/(dist|node_modules)\/|\.test\.tsx?$/.test(file));

const upToDate = (sources, product) => existsSync(product) && newestChangeMs([product]) > newestChangeMs(sources);

const pluginsAreBuilt = (from, to) =>
  upToDate(
    [
      ...below('grafana-plugins/wellhead-app/src', 'grafana-plugins/build', 'contracts/src', 'docs/images'),
      ...['package.json', 'README.md', 'CHANGELOG.md', 'LICENSE'].map((name) => path.join(from, name)),
    ],
    path.join(to, 'plugin.json'),
  );

const previewIsBuilt = () =>
  upToDate(
    [
      ...below('grafana-plugins/preview/src', 'contracts/src'),
      ...['index.html', 'vite.config.ts', 'package.json'].map((name) => path.join(preview, name)),
    ],
    path.join(previewDist, 'index.html'),
  );

/** Whether both are newer than their sources. */
export const allAreBuilt = () => pluginsAreBuilt(app, pluginsDist) && previewIsBuilt();

/** Builds the Grafana plugins into `pluginsDist`; does nothing when they are newer than their sources. Says whether it built. */
export async function buildPlugins({ force = false, log = console.log, root, dist } = {}) {
  const from = root ?? app;
  const to = dist ?? path.join(from, 'dist');
  if (!force && pluginsAreBuilt(from, to)) return false;
  const startedMs = performance.now();
  const { rspack } = await import('@rspack/core');
  const { pluginConfig } = await import('./rspack.config.mjs');
  await new Promise((resolve, reject) => {
    const compiler = rspack(pluginConfig(from, to));
    compiler.run((failure, stats) => {
      const errors = stats?.hasErrors() ? stats.toString({ preset: 'errors-only', colors: false }) : undefined;
      compiler.close((unclosed) => {
        if (failure ?? unclosed) reject(failure ?? unclosed);
        else if (errors !== undefined) reject(new Error(errors));
        else resolve(undefined);
      });
    });
  });
  copyStatic(from, to, log);
  log(`Grafana plugins built in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
  return true;
}

/** Builds the preview page into `previewDist`; does nothing when it is newer than its sources. Says whether it built. */
async function buildPreview({ force = false, log = console.log } = {}) {
  if (!force && previewIsBuilt()) return false;
  const startedMs = performance.now();
  const { build } = await import('vite');
  await build({ root: preview, logLevel: 'error' });
  log(`Preview built in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
  return true;
}

/** Builds both where they are older than their sources. Says whether anything was built. */
export async function buildAll(options = {}) {
  const plugins = await buildPlugins(options);
  const preview = await buildPreview(options);
  return plugins || preview;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const force = process.argv.includes('--force');
  if (!(await buildAll({ force }))) console.log('Plugins and preview are up to date. --force builds them anyway.');
}
