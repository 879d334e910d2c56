import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { PREBUNDLED, prebundleDir } from './testing/prebundle-grafana.js';

const here = path.dirname(fileURLToPath(import.meta.url));
const bundles = prebundleDir(path.dirname(here));

/** Tests that need a DOM: panels, editors, pages. They run against @grafana/* bundled once (testing/prebundle-grafana.ts). */
export default defineConfig({
  resolve: {
    alias: PREBUNDLED.map((name) => ({
      find: new RegExp(`^@grafana/${name}$`),
      replacement: path.join(bundles, `${name}.mjs`),
    })),
  },
  oxc: { jsx: { runtime: 'classic' } },
  test: {
    name: 'dom',
    root: path.dirname(here),
    environment: 'jsdom',
    testTimeout: 60_000,
    globalSetup: [path.join(here, 'testing/prebundle.ts')],
    setupFiles: [path.join(here, 'testing/dom-setup.ts')],
    include: ['**/*.dom.test.ts', '**/*.dom.test.tsx'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/.cache/**'],
    server: { deps: { external: [/\.cache\/grafana/] } },
  },
});
