// Holds the plugins to other Grafana versions: the same source is type-checked, built and tested (DOM tests) against the @grafana
// packages and the React of that version, in a project of its own below .cache/compat.
//   node scripts/compat.mjs 12.0.10
//   node scripts/compat.mjs 13.2.2
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

/**
 * What each supported end of the range comes with. The registry has data and ui of 12.0.10, of their companions nothing newer than
 * 12.0.2: those are taken.
 */
const VERSIONS = {
  '12.0.10': {
    react: { version: '18.3.1', types: '18.3.27', typesDom: '18.3.7' },
    rxjs: '7.8.1',
    grafana: { data: '12.0.10', ui: '12.0.10', runtime: '12.0.2', schema: '12.0.2', 'e2e-selectors': '12.0.2' },
  },
  '13.2.2': {
    react: { version: '19.3.1', types: '19.2.2', typesDom: '19.2.2' },
    rxjs: '7.8.2',
    grafana: {
      data: '13.2.2',
      ui: '13.2.2',
      runtime: '13.2.2',
      schema: '13.2.2',
      'e2e-selectors': '13.2.2',
      i18n: '13.2.2',
    },
  },
};

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const version = process.argv[2];
const setup = VERSIONS[version];
if (!setup) {
  console.error(`Say which Grafana: node scripts/compat.mjs ${Object.keys(VERSIONS).join(' | ')}`);
  process.exit(2);
}
const project = path.join(root, '.cache/compat', version);
const started = Date.now();

function run(title, command, args) {
  const from = Date.now();
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: project, encoding: 'utf8', maxBuffer: 1 << 26 });
  const seconds = ((Date.now() - from) / 1000).toFixed(1);
  if (status !== 0) {
    console.error(
      `${stdout}\n${stderr}\nGrafana ${version}: ${title} failed after ${seconds} s. The project is in ${path.relative(root, project)}.`,
    );
    process.exit(1);
  }
  console.log(`Grafana ${version}: ${title}, ${seconds} s`);
  return stdout;
}

const tool = (name) => path.join(root, 'node_modules', name);
const { devDependencies } = JSON.parse(
  readFileSync(path.join(root, 'grafana-plugins/wellhead-app/package.json'), 'utf8'),
);
const pinned = {
  ...Object.fromEntries(Object.entries(setup.grafana).map(([name, each]) => [`@grafana/${name}`, each])),
  react: setup.react.version,
  'react-dom': setup.react.version,
  '@types/react': setup.react.types,
  '@types/react-dom': setup.react.typesDom,
  rxjs: setup.rxjs,
};
const testing = ['@testing-library/react', '@testing-library/user-event', '@testing-library/jest-dom'];
const manifest = {
  name: 'wellhead-compat',
  version: '0.0.0',
  private: true,
  type: 'module',
  dependencies: {
    ...pinned,
    '@emotion/css': '11.13.5',
    '@testing-library/dom': '10.4.1',
    ...Object.fromEntries(testing.map((name) => [name, devDependencies[name]])),
  },
  overrides: pinned,
};

mkdirSync(project, { recursive: true });
const manifestFile = path.join(project, 'package.json');
const wanted = `${JSON.stringify(manifest, null, 2)}\n`;
const installed =
  existsSync(path.join(project, 'node_modules/@grafana/ui')) &&
  existsSync(manifestFile) &&
  readFileSync(manifestFile, 'utf8') === wanted;
if (!installed) {
  writeFileSync(manifestFile, wanted);
  const flags = [
    '--no-audit',
    '--no-fund',
    '--no-package-lock',
    '--ignore-scripts',
    '--legacy-peer-deps',
    '--prefer-offline',
  ];
  run('packages installed', 'npm', ['install', ...flags]);
}

// The source, without the backend, which Grafana's version does not touch.
for (const folder of ['grafana-plugins', 'contracts'])
  rmSync(path.join(project, folder), { recursive: true, force: true });
const notCopied = /\/(dist|node_modules)(\/|$)|\/datasource\/backend(\/|$)|\/src\/index\.ts$/;
for (const folder of [
  'grafana-plugins/wellhead-app',
  'grafana-plugins/build',
  'grafana-plugins/testing',
  'contracts',
]) {
  cpSync(path.join(root, folder), path.join(project, folder), {
    recursive: true,
    filter: (from) => !notCopied.test(from) || from.endsWith('contracts/src/index.ts'),
  });
}
cpSync(path.join(root, 'grafana-plugins/vitest.config.ts'), path.join(project, 'grafana-plugins/vitest.config.ts'));
mkdirSync(path.join(project, 'node_modules/@wellhead'), { recursive: true });
const link = path.join(project, 'node_modules/@wellhead/contracts');
rmSync(link, { recursive: true, force: true });
symlinkSync(path.join(project, 'contracts'), link, 'dir');
const { compilerOptions } = JSON.parse(readFileSync(path.join(root, 'tsconfig.json'), 'utf8'));
writeFileSync(
  path.join(project, 'tsconfig.json'),
  JSON.stringify({
    compilerOptions: {
      ...compilerOptions,
      incremental: false,
      tsBuildInfoFile: undefined,
      typeRoots: [path.join(root, 'node_modules/@types')],
    },
    include: ['grafana-plugins/wellhead-app/src', 'grafana-plugins/testing'],
    exclude: ['node_modules'],
  }),
);

run('types checked', process.execPath, [tool('typescript/bin/tsc'), '-p', '.']);
writeFileSync(
  path.join(project, 'build.mjs'),
  "import { buildPlugins } from './grafana-plugins/build/build-plugins.mjs';\nawait buildPlugins({ force: true, log: () => undefined });\n",
);
run('plugins built', process.execPath, ['build.mjs']);
const dist = path.join(project, 'grafana-plugins/wellhead-app/dist');
const modules = readdirSync(dist, { recursive: true }).filter((file) => /(^|\/)module\.js$/.test(file));
for (const file of modules) {
  const source = readFileSync(path.join(dist, file), 'utf8');
  if (/react\/jsx-(dev-)?runtime/.test(source)) {
    console.error(`Grafana ${version}: ${file} asks for react/jsx-runtime, which Grafana 12.0 does not share.`);
    process.exit(1);
  }
}
const told = run('DOM tests passed', process.execPath, [
  tool('vitest/vitest.mjs'),
  'run',
  '--config',
  'grafana-plugins/vitest.config.ts',
]);
console.log(/Tests\s+.*passed.*/.exec(stripVTControlCharacters(told))?.[0]?.trim() ?? '');
console.log(
  `Grafana ${version} with React ${setup.react.version}: fits, ${((Date.now() - started) / 1000).toFixed(0)} s in all`,
);
