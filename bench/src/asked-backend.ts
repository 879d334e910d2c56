import path from 'node:path';
import { connectPlugin, type PluginClient } from '@wellhead/backend-sdk/testing/plugin-client';
import { openFolderArchive, openJobs, type Stores } from '@wellhead/stores';
import type { Logger } from 'pino';
import { startDatasourceBackend } from 'wellhead-app/backend';

/** Starts the backend of the data source over these stores and asks it as Grafana does; `dir` is for its archive, `atMs` what it takes for now. */
export async function openAskedBackend(
  opened: Pick<Stores, 'telemetry' | 'pool' | 'readOnlyPool'>,
  {
    postgresUrl,
    dir,
    atMs,
    log,
  }: { readonly postgresUrl: string; readonly dir: string; readonly atMs: number; readonly log: Logger },
): Promise<{ readonly client: PluginClient; readonly address: string; close(): Promise<void> }> {
  const jobs = await openJobs(postgresUrl, log);
  const archive = openFolderArchive(path.join(dir, 'raw-archive'));
  const stores = { ...opened, archive, close: () => Promise.resolve() };
  const backend = await startDatasourceBackend({ stores, jobs, host: '127.0.0.1', port: 0, log, clock: () => atMs });
  const client = connectPlugin(backend.address);
  return {
    client,
    address: backend.address,
    async close() {
      client.close();
      await backend.close();
      await jobs.close();
    },
  };
}
