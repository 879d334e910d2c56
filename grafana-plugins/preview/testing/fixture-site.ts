import express from 'express';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createPreviewRouter } from '../src/index.js';
import { fixtureApi } from './fixture-api.js';

const here = path.dirname(fileURLToPath(import.meta.url));

/** The built preview over the fixture api, on a free port of the loopback. `clock` says what the fixtures take for now, ms. */
export async function startFixtureSite(
  options: { port?: number; dashboardsDir?: string; clock?: () => number } = {},
): Promise<{ url: string; close(): Promise<void> }> {
  const app = express();
  app.use('/api/v1', fixtureApi(options.clock ?? Date.now));
  app.use(
    createPreviewRouter({
      dashboardsDir: options.dashboardsDir ?? path.join(here, 'dashboards'),
      pluginsDistDir: path.join(here, '../../wellhead-app/dist'),
      previewDistDir: path.join(here, '../dist'),
      appTitle: 'Wellhead',
    }),
  );
  const server = app.listen(options.port ?? 0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
