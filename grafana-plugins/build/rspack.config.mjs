import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { pluginEntries, sharedModules } from './plugin-files.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const tests = /\.(dom|integration|browser)?\.?test\.tsx?$/;

/** The rspack configuration of the plugins below `root/src`: one AMD module.js each, as Grafana's loader expects. */
export function pluginConfig(root, dist, { production = true } = {}) {
  const src = path.join(root, 'src');
  const entries = pluginEntries(src);
  const app = entries.module;
  const names = Object.keys(entries);
  return {
    name: app.id,
    mode: production ? 'production' : 'development',
    devtool: 'source-map',
    context: root,
    target: ['web', 'es2020'],
    entry: Object.fromEntries(names.map((name) => [name, entries[name].file])),
    externalsType: 'amd',
    externals: [{ 'amd-module': 'module' }, ...sharedModules],
    resolve: {
      extensions: ['.ts', '.tsx', '.js', '.jsx', '.mjs'],
      extensionAlias: { '.js': ['.ts', '.tsx', '.js'] },
      alias: {
        'react/jsx-runtime': path.join(here, 'jsx-runtime-shim.mjs'),
        'react/jsx-dev-runtime': path.join(here, 'jsx-runtime-shim.mjs'),
      },
    },
    module: {
      rules: [
        ...names.map((name) => ({
          test: (file) => file === entries[name].file,
          loader: path.join(here, 'public-path-loader.cjs'),
          options: { id: app.id, depth: entries[name].depth },
        })),
        {
          test: /\.[jt]sx?$/,
          exclude: [/node_modules/, tests],
          loader: 'builtin:swc-loader',
          options: {
            jsc: {
              target: 'es2020',
              parser: { syntax: 'typescript', tsx: true },
              transform: { react: { runtime: 'classic' } },
            },
          },
        },
        { test: /\.(png|jpe?g|gif|svg)$/, type: 'asset/resource' },
      ],
    },
    output: {
      clean: true,
      filename: '[name].js',
      chunkFilename: '[name].js?_cache=[contenthash]',
      library: { type: 'amd' },
      path: dist,
      publicPath: `public/plugins/${app.id}/`,
      uniqueName: app.id,
      crossOriginLoading: 'anonymous',
    },
    optimization: { minimize: production },
    performance: { hints: false },
  };
}
