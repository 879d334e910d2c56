import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PluginOptions } from '@grafana/plugin-e2e';
import { defineConfig } from '@playwright/test';

const kit = path.dirname(createRequire(import.meta.url).resolve('@grafana/plugin-e2e'));
const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
if (executablePath === undefined) throw new Error('Chromium is missing: apt-get install chromium');

const signedIn = path.resolve(`playwright/.auth/${process.env['GRAFANA_ADMIN_USER'] ?? 'admin'}.json`);
/** Grafana's own first page asks the internet for its news, and is not drawn to its end where there is none. */
const ONLY_GRAFANA = `--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE ${new URL(process.env['GRAFANA_URL'] ?? 'http://127.0.0.1').hostname}`;
const EVERYTHING_DRAWN = ['dashboards.spec.ts', 'pages.spec.ts'];

/** One browser at a time: the specs change limits and stop the backend, and a Grafana that is tested on two cores is slow enough alone. */
export default defineConfig<PluginOptions>({
  testDir: '.',
  outputDir: path.resolve('results'),
  workers: 1,
  fullyParallel: false,
  timeout: 180_000,
  expect: { timeout: 120_000 },
  reporter: [['list']],
  use: {
    baseURL: process.env['GRAFANA_URL'],
    provisioningRootDir: fileURLToPath(new URL('../../../provisioning', import.meta.url)),
    viewport: { width: 1366, height: 768 },
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', ONLY_GRAFANA],
    },
  },
  projects: [
    { name: 'sign in', testDir: path.join(kit, 'auth'), testMatch: [/.*\.js/] },
    {
      name: 'dark',
      testMatch: /.*\.spec\.ts/,
      testIgnore: 'restart.spec.ts',
      dependencies: ['sign in'],
      use: { storageState: signedIn, userPreferences: { theme: 'dark' } },
    },
    {
      name: 'light',
      testMatch: EVERYTHING_DRAWN,
      dependencies: ['sign in'],
      use: { storageState: signedIn, userPreferences: { theme: 'light' } },
    },
    // The last of the list is the last that the one worker runs: while Wellhead is away everything else would fail. It runs also where something else has failed.
    {
      name: 'restart',
      testMatch: 'restart.spec.ts',
      dependencies: ['sign in'],
      use: { storageState: signedIn },
    },
  ],
});
