import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createApi } from '@wellhead/api';
import { roleSchema } from '@wellhead/contracts';
import { startIngestor } from '@wellhead/ingestor';
import { createToken, openFieldTypeRegistry, openFolderArchive } from '@wellhead/stores';
import type { Request } from 'express';
import { pino } from 'pino';
import type { ServedApi } from '../../../api/testing/serve-api.js';
import { serveExample } from '../../../api/testing/serve-example.js';
import { NOW_MS } from '../../../stores/testing/query-fixture.js';
import { createPreviewRouter } from '../src/index.js';

const here = path.dirname(fileURLToPath(import.meta.url));

export interface PagesSite extends ServedApi {
  /** Of preview, API and ingestor. */
  readonly origin: string;
}

const tokenOf = ({ headers: { authorization = '' } }: Request): string => authorization.replace(/^Bearer /, '');

/**
 * The built preview over the real API and a real ingestor, on a real Postgres with the example pack. The token is the role: `editor`,
 * `admin`; without one somebody is a viewer.
 */
export async function startPagesSite(): Promise<PagesSite> {
  const api = await serveExample();
  const { stores } = api.fixture;
  const dir = await mkdtemp(path.join(tmpdir(), 'wellhead-pages-'));
  const log = pino({ level: process.env['TEST_LOG'] ?? 'silent' });
  await createToken(stores.pool, { name: 'editor', secret: 'editor', scopes: ['write', 'manage'] });
  const ingestor = await startIngestor({
    stores: { ...stores, archive: openFolderArchive(path.join(dir, 'archive')) },
    fieldTypes: await openFieldTypeRegistry(stores.pool),
    jobs: api.jobs,
    dataDir: path.join(dir, 'data'),
    host: '127.0.0.1',
    port: 0,
    bucket: 'wellhead',
    token: 'admin',
    log,
    clock: Date.now,
    extend: (app) => {
      app.use(
        '/api/v1',
        createApi({
          stores,
          jobs: api.jobs,
          log,
          clock: () => NOW_MS,
          roleOf: (request) => roleSchema.catch('viewer').parse(tokenOf(request)),
          userOf: (request) => tokenOf(request) || undefined,
        }),
      );
      app.use(
        createPreviewRouter({
          dashboardsDir: path.join(here, 'dashboards'),
          pluginsDistDir: path.join(here, '../../wellhead-app/dist'),
          previewDistDir: path.join(here, '../dist'),
          appTitle: 'Wellhead',
        }),
      );
    },
  });
  return {
    ...api,
    origin: ingestor.localUrl,
    close: async () => {
      await ingestor.close();
      await api.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
