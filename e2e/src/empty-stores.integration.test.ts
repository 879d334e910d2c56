import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { MS_PER_DAY } from '@wellhead/contracts';
import { openPluginLog } from '@wellhead/backend-sdk';
import { connectPlugin, type PluginClient, type QueryOptions } from '@wellhead/backend-sdk/testing/plugin-client';
import { PACK_NAMES } from '@wellhead/packs';
import { installPack, loadPack, openJobs, openStores, type Jobs, type Stores } from '@wellhead/stores';
import { startDatasourceBackend, type DatasourceBackend } from 'wellhead-app/backend';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../stores/testing/database.js';
import { provisionedDashboards } from '../testing/provisioned-queries.js';
import { provisionedRules } from '../testing/rule-engine.js';

const NOW_MS = Date.UTC(2026, 2, 1, 12);
const timeRange = { fromEpochMS: NOW_MS - 30 * MS_PER_DAY, toEpochMS: NOW_MS + 7 * MS_PER_DAY };
const packs = await Promise.all(
  PACK_NAMES.map((name) => loadPack(fileURLToPath(new URL(`../../packs/${name}`, import.meta.url)))),
);
const dashboards = await provisionedDashboards();

const ofNoPack = dashboards.filter(({ file }) => file.startsWith('operations'));

/** What a new user sees: before the first pack (Grafana is given the dashboards of packs that run), and with all packs before the first reading. */
describe.each([
  { what: 'nothing in them', installed: [], shown: ofNoPack, rows: 'no rows' },
  { what: 'the assets of all packs and no data', installed: packs, shown: dashboards, rows: 'any rows' },
])('stores with $what', ({ installed, shown, rows }) => {
  let folder: string;
  let database: TestDatabase;
  let stores: Stores;
  let jobs: Jobs;
  let backend: DatasourceBackend;
  let client: PluginClient;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'wellhead-empty-'));
    database = await openTestDatabase({ packs });
    for (const pack of installed) await installPack(database.pool, pack);
    const log = openPluginLog({ level: 'silent' });
    stores = await openStores({
      databaseUrl: database.url,
      telemetry: { kind: 'duckdb', file: path.join(folder, 'telemetry.duckdb') },
      archiveDir: path.join(folder, 'archive'),
      log,
    });
    jobs = await openJobs(database.url, log);
    backend = await startDatasourceBackend({ stores, jobs, host: '127.0.0.1', port: 0, log, clock: () => NOW_MS });
    client = connectPlugin(backend.address);
  });
  afterAll(async () => {
    client.close();
    await backend.close();
    await jobs.close();
    await stores.close();
    await database.close();
    await rm(folder, { recursive: true });
  });

  const ask = async (model: object, more: Partial<QueryOptions> = {}) => {
    const json = Buffer.from(JSON.stringify(model));
    const { A } = await client.query({
      queries: [{ refId: 'A', queryType: '', json, timeRange, intervalMS: 60_000, maxDataPoints: 500 }],
      ...more,
    });
    if (A === undefined) throw new Error(`no answer to ${json.toString()}`);
    return A;
  };

  it.each(shown)('give no query of $file an error', async ({ targetsOf }) => {
    for (const { where, query } of await targetsOf(database.pool)) {
      const { error, frames } = await ask(query);
      expect(`${where}: ${error}`).toBe(`${where}: `);
      // Also a table without rows has its columns.
      expect(frames, where).not.toEqual([]);
      if (rows === 'no rows') for (const { fields } of frames) expect(fields[0]?.values ?? [], where).toHaveLength(0);
    }
  });

  it('give no query of an alert rule an error', async () => {
    for (const { title, data } of provisionedRules().values())
      for (const { refId, datasourceUid, model } of data) {
        if (datasourceUid === '__expr__') continue;
        const { error, frames } = await ask(model, { headers: { FromAlert: 'true' } });
        expect(`${title} ${refId}: ${error}`).toBe(`${title} ${refId}: `);
        expect(frames, title).not.toEqual([]);
      }
  });
});
