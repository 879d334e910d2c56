import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { openSite, type Site } from './site.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const PLAYWRIGHT = createRequire(import.meta.url).resolve('@playwright/test/cli');

/**
 * `npm run e2e:grafana [-- arguments of Playwright]`: Wellhead in Grafana's own pages, in a browser. The Grafana is the one at GRAFANA_URL, which has Wellhead
 * already, or one of GRAFANA_HOME, which is started with a Wellhead of its own. Where there is neither, it says so and that is all.
 */
export async function main(rest: readonly string[]): Promise<void> {
  const site = await openSite(process.env, root);
  if (site === undefined) {
    console.log(
      'Wellhead in Grafana is not tested: set GRAFANA_URL to a running Grafana that has Wellhead, or GRAFANA_HOME to a folder that holds bin/grafana and public.',
    );
    return;
  }
  try {
    process.exitCode = await playwright(site, rest);
  } finally {
    await site.close();
  }
  if (process.exitCode === 0)
    console.log('All green. Pictures of every dashboard and page: .cache/e2e-grafana/pictures');
}

/** Runs the specs of this folder; resolves with the exit code. */
function playwright(site: Site, rest: readonly string[]): Promise<number> {
  const config = path.join(root, 'e2e/src/grafana/playwright.config.ts');
  const child = spawn(process.execPath, [PLAYWRIGHT, 'test', '--config', config, ...rest], {
    // The plugin kit keeps who is signed in below its working directory.
    cwd: site.workDir,
    stdio: 'inherit',
    env: { ...process.env, ...site.variables },
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
