import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build, type Plugin } from 'esbuild';

/** Counts changes of how the bundles are made, so that an old one is not taken for a new one. */
const RECIPE = 2;

/** Packages that a test would otherwise load as thousands of files. */
export const PREBUNDLED = ['data', 'runtime', 'schema', 'ui'] as const;

/** Older Grafana imports hooks of react-use as CommonJS, whose default export an .mjs file does not get; the same hooks exist as modules. */
const reactUseAsModules: Plugin = {
  name: 'react-use-as-modules',
  setup: ({ onResolve, resolve }) => {
    onResolve({ filter: /^react-use\/lib\// }, ({ path: from, kind, resolveDir }) =>
      resolve(from.replace('react-use/lib/', 'react-use/esm/'), { kind, resolveDir }),
    );
  },
};

/** Where the bundles of the Grafana that `root` resolves lie. */
export function prebundleDir(root: string): string {
  const { version } = createRequire(path.join(root, 'package.json'))('@grafana/data/package.json') as {
    version: string;
  };
  return path.join(root, '.cache/grafana', `${version}-${RECIPE}`);
}

/** Bundles @grafana/* once per version, so that a file of DOM tests starts in about two seconds instead of fifteen. */
export async function prebundleGrafana(root: string): Promise<string> {
  const outdir = prebundleDir(root);
  if (existsSync(path.join(outdir, 'ui.mjs'))) return outdir;
  const started = performance.now();
  await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(PREBUNDLED.map((name) => [name, `@grafana/${name}`])),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    outdir,
    outExtension: { '.js': '.mjs' },
    conditions: ['import', 'browser'],
    mainFields: ['module', 'main'],
    external: ['react', 'react/jsx-runtime', 'react-dom', 'react-dom/client', 'rxjs', 'rxjs/operators', '@emotion/css'],
    loader: { '.css': 'empty', '.svg': 'dataurl', '.ttf': 'empty' },
    plugins: [reactUseAsModules],
    define: { 'process.env.NODE_ENV': '"test"' },
    logLevel: 'error',
    banner: {
      js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
    },
  });
  console.log(
    `@grafana/* ${path.basename(outdir)} bundled for tests in ${((performance.now() - started) / 1000).toFixed(1)} s`,
  );
  return outdir;
}
