// The one entry of `npm start`, `npm test`, `npm run reset`, `npm run bench` and `npm run e2e:grafana`: installs what is missing, then does the job
// in this same process where it can, so that Ctrl-C and kill reach it and nothing is left behind.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { startBundle } from './bundle-start.mjs';
import { installPackages, installTestEngines, requireNode } from './install.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const [job, ...rest] = process.argv.slice(2);
const report = path.join(root, '.cache/tests.json');
process.chdir(root);
requireNode();
installPackages(root);

/** Loads a TypeScript entry in this process. */
async function load(file) {
  const { register } = await import('tsx/esm/api');
  register();
  return import(path.join(root, file));
}

/** Runs one tool of node_modules to its end; a failure ends this command with the same code. */
function tool(title, command, args) {
  const startedAt = Date.now();
  console.log(`\n— ${title}`);
  const outcome = spawnSync(process.execPath, [path.join(root, 'node_modules', command), ...args], {
    stdio: 'inherit',
    cwd: root,
  });
  if (outcome.status !== 0) {
    console.error(`\n${title}: failed. Mend what is told above and run \`npm test\` again.`);
    process.exit(outcome.status ?? 1);
  }
  console.log(`  ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
}

/** The counts of a vitest report in one plain line. */
function summaryOf(file) {
  const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(file, 'utf8'));
  return `\n${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`;
}

/** In a process of its own: the bundlers leave memory, messages at the end and NODE_ENV=production behind. */
async function buildPlugins() {
  const { allAreBuilt } = await import('../grafana-plugins/build/build-plugins.mjs');
  if (allAreBuilt()) return;
  const { status } = spawnSync(process.execPath, [path.join(root, 'grafana-plugins/build/build-plugins.mjs')], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

function check() {
  tool('format', 'prettier/bin/prettier.cjs', ['--check', '--cache', '--log-level=warn', '.']);
  tool('lint: types and import arrows', 'oxlint/bin/oxlint', ['--type-aware', '--deny-warnings']);
  tool('types', 'typescript/bin/tsc', ['-p', '.']);
}

switch (job) {
  case 'start':
  case 'reset': {
    if (job === 'start') await buildPlugins();
    const { main } =
      job === 'start' ? await import(pathToFileURL(startBundle()).href) : await load('standalone/src/main.ts');
    await main(job, rest, root);
    break;
  }
  case 'check':
    check();
    break;
  case 'test':
    installTestEngines();
    check();
    await buildPlugins();
    startBundle();
    tool('tests', 'vitest/vitest.mjs', [
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...rest,
    ]);
    console.log(summaryOf(report));
    console.log('All green. Next: npm start');
    break;
  case 'bench': {
    const { main } = await load('bench/src/main.ts');
    await main(rest);
    break;
  }
  case 'e2e:grafana': {
    await buildPlugins();
    const { main } = await load('e2e/src/grafana/main.ts');
    await main(rest);
    break;
  }
  default:
    console.error('Use: npm start | npm test | npm run check | npm run reset | npm run bench | npm run e2e:grafana');
    process.exit(2);
}
