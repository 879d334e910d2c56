import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = path.dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);

/** The preview page: Grafana's libraries outside Grafana, built once and served as files. */
export default defineConfig({
  root: here,
  base: '/preview/',
  resolve: {
    dedupe: ['react', 'react-dom', 'rxjs', '@emotion/css', '@emotion/react'],
    alias: [
      // CommonJS marked as a module: an .mjs importer gets the whole exports object instead of its default.
      { find: 'react-custom-scrollbars-2', replacement: path.join(here, 'src/page/grafana/scrollbars.mjs') },
      {
        find: 'custom-scrollbars-original',
        replacement: path.join(
          path.dirname(require.resolve('react-custom-scrollbars-2/package.json')),
          'lib/Scrollbars/index.js',
        ),
      },
      // Grafana's links use the router's compatibility package; one router serves both.
      {
        find: /^react-router-dom-v5-compat$/,
        replacement: path.dirname(require.resolve('react-router-dom/package.json')),
      },
      // The code editor is 9 MB and no page of the preview has one.
      {
        find: /^(monaco-editor|@monaco-editor\/react)$/,
        replacement: path.join(here, 'src/page/grafana/no-code-editor.mjs'),
      },
    ],
  },
  define: { 'process.env.NODE_ENV': '"production"' },
  esbuild: false,
  oxc: { jsx: { runtime: 'classic' } },
  build: { outDir: 'dist', emptyOutDir: true, chunkSizeWarningLimit: 10_000, reportCompressedSize: false },
  server: { host: '127.0.0.1' },
});
