import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

/** What a plugin is made of besides its bundle. A folder of `src` with plugin.json and module.ts[x] is a plugin, nested ones too. */

/** Every file below a folder. */
export const filesBelow = (dir) =>
  readdirSync(dir, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(path.join(dir, entry.name)) : [path.join(dir, entry.name)],
  );

/** Plugins below `src`: entry name → { file, id, depth }, depth being the folders between the plugin and the root. */
export function pluginEntries(src) {
  const entries = {};
  for (const file of filesBelow(src).filter((each) => path.basename(each) === 'plugin.json')) {
    const dir = path.dirname(file);
    const module = ['module.ts', 'module.tsx'].map((name) => path.join(dir, name)).find(existsSync);
    if (!module) continue;
    const folder = path.relative(src, dir).split(path.sep).join('/');
    const depth = folder === '' ? 0 : folder.split('/').length;
    const { id } = JSON.parse(readFileSync(file, 'utf8'));
    entries[folder === '' ? 'module' : `${folder}/module`] = { file: module, id, depth };
  }
  return entries;
}

/** What Grafana 12.0 to 13.x shares with every plugin. react/jsx-runtime is missing on purpose: see jsx-runtime-shim.mjs. */
export const sharedModules = [
  'lodash',
  'jquery',
  'moment',
  'slate',
  'emotion',
  '@emotion/react',
  '@emotion/css',
  'prismjs',
  'slate-plain-serializer',
  '@grafana/slate-react',
  'react',
  'react-dom',
  'react-redux',
  'redux',
  'rxjs',
  'rxjs/operators',
  'i18next',
  'react-router',
  'd3',
  'angular',
  '@grafana/ui',
  '@grafana/runtime',
  '@grafana/data',
];

const TARGETS = ['linux_amd64', 'linux_arm64', 'darwin_amd64', 'darwin_arm64'];

/** Copies plugin.json, pictures and texts into dist with %VERSION%, %TODAY% and %PLUGIN_ID% filled in, and the backend locator. */
export function copyStatic(root, dist, log = console.log) {
  const src = path.join(root, 'src');
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const { id } = JSON.parse(readFileSync(path.join(src, 'plugin.json'), 'utf8'));
  const seconds = Number(process.env.SOURCE_DATE_EPOCH ?? Date.now() / 1000);
  const today = new Date(seconds * 1000).toISOString().slice(0, 10);
  const filled = (text) =>
    text.replaceAll('%VERSION%', version).replaceAll('%TODAY%', today).replaceAll('%PLUGIN_ID%', id);
  const copy = (from, to) => {
    mkdirSync(path.dirname(to), { recursive: true });
    if (/\.(json|md)$/.test(from)) writeFileSync(to, filled(readFileSync(from, 'utf8')));
    else copyFileSync(from, to);
  };
  for (const file of filesBelow(src)) {
    const relative = path.relative(src, file);
    if (/(^|\/)(plugin\.json|README\.md|CHANGELOG\.md)$|(^|\/)img\//.test(relative))
      copy(file, path.join(dist, relative));
  }
  for (const name of ['README.md', 'CHANGELOG.md', 'LICENSE']) copy(path.join(root, name), path.join(dist, name));
  const screenshots = path.join(root, '../../docs/images');
  for (const [name, plugin] of [
    ['app-start-dark.png', '.'],
    ['fan-chart.png', 'panels/fanchart'],
    ['control-chart.png', 'panels/controlchart'],
    ['dynacard.png', 'panels/dynacard'],
    ['asset-board.png', 'panels/assetboard'],
  ]) {
    const from = path.join(screenshots, name);
    if (existsSync(from)) copy(from, path.join(dist, plugin, 'img/screenshots', name));
  }
  copyLocator(src, dist, log);
}

/** The data source's executable is one shell script under the names that Grafana looks for. */
function copyLocator(src, dist, log) {
  const locator = path.join(src, 'datasource/backend/locator.sh');
  if (!existsSync(locator)) {
    log('plugins: src/datasource/backend/locator.sh is missing; Grafana will not find the backend');
    return;
  }
  const { executable } = JSON.parse(readFileSync(path.join(src, 'datasource/plugin.json'), 'utf8'));
  for (const target of TARGETS) {
    const to = path.join(dist, 'datasource', `${executable}_${target}`);
    copyFileSync(locator, to);
    chmodSync(to, 0o755);
  }
}

/** The newest change among files, in ms; 0 for none. */
export const newestChangeMs = (files) =>
  files.reduce((newest, file) => Math.max(newest, existsSync(file) ? statSync(file).mtimeMs : 0), 0);
