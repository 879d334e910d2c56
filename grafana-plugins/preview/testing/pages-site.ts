import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { roleSchema } from '@wellhead/contracts';
import type { ServedApi } from '../../../api/testing/serve-api.js';
import { serveExample } from '../../../api/testing/serve-example.js';
import { createPreviewRouter } from '../src/index.js';

const here = path.dirname(fileURLToPath(import.meta.url));

export interface PagesSite extends ServedApi {
  /** Of the preview. */
  readonly origin: string;
}

/**
 * The built preview over the real API on a real Postgres with the example pack. The token is the role: `editor`, `admin`; without one
 * somebody is a viewer.
 */
export async function startPagesSite(): Promise<PagesSite> {
  const tokenOf = (authorization = ''): string => authorization.replace(/^Bearer /, '');
  const api = await serveExample(
    {
      roleOf: ({ headers }) => roleSchema.catch('viewer').parse(tokenOf(headers.authorization)),
      userOf: ({ headers }) => tokenOf(headers.authorization) || undefined,
    },
    (app) =>
      app.use(
        createPreviewRouter({
          dashboardsDir: path.join(here, 'dashboards'),
          pluginsDistDir: path.join(here, '../../wellhead-app/dist'),
          previewDistDir: path.join(here, '../dist'),
          appTitle: 'Wellhead',
        }),
      ),
  );
  return Object.assign(api, { origin: new URL(api.url).origin });
}
