import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startIngestor } from '@wellhead/ingestor';
import { migrateUp, openFieldTypeRegistry } from '@wellhead/stores';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { listen } from '../../testing/listen.js';
import { withEngines } from '../installation/engines.js';

const TOKEN = 'token-of-the-test';
let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'wellhead-offline-'));
  await chmod(dir, 0o755);
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** An ingestor on a data folder with its own Postgres and DuckDB, for as long as the work takes. */
const withIngestor = <T>(
  dataDir: string,
  work: (url: string, count: () => Promise<number>) => Promise<T>,
): Promise<T> =>
  withEngines({ environment: {} }, dataDir, async ({ stores }) => {
    await migrateUp(stores.pool, []);
    const ingestor = await startIngestor({
      stores,
      fieldTypes: await openFieldTypeRegistry(stores.pool),
      dataDir: path.join(dataDir, 'ingestor'),
      host: '127.0.0.1',
      port: 0,
      bucket: 'wellhead',
      token: TOKEN,
      log: pino({ level: 'silent' }),
      clock: Date.now,
    });
    try {
      return await work(ingestor.url, async () => {
        await ingestor.drained();
        return stores.telemetry.count({ measurement: 'flow' });
      });
    } finally {
      await ingestor.close();
    }
  });

it(
  'where no Wellhead runs the files are opened for the backup, and a restored folder goes on with the same secrets',
  { timeout: 300_000 },
  async () => {
    const dataDir = path.join(dir, 'data');
    await withIngestor(dataDir, async (url) => {
      const response = await fetch(`${url}/api/v2/write?bucket=wellhead`, {
        method: 'POST',
        body: 'flow,asset=a v=1 1\nflow,asset=b v=2 2',
        headers: { authorization: `Token ${TOKEN}` },
      });
      expect(response.status).toBe(204);
    });
    const backup = path.join(dir, 'monday.tar');
    const taken = await listen({ WELLHEAD_DATA_DIR: dataDir }, 'backup', backup, '--secrets');
    expect(taken.complained).toBe('No Wellhead runs on this folder: its files are opened here.');
    expect(taken.exitCode).toBe(0);

    const restored = path.join(dir, 'restored');
    expect((await listen({}, 'restore', backup, '--into', restored)).exitCode).toBe(0);
    const secrets = await Promise.all(
      [dataDir, restored].map((folder) => readFile(path.join(folder, 'secrets.json'), 'utf8')),
    );
    expect(secrets[1]).toBe(secrets[0]);
    await withIngestor(restored, async (_url, count) => expect(await count()).toBe(2));
  },
);

it(
  'commands that need the files to themselves wait for nobody: they say which process has them',
  { timeout: 300_000 },
  async () => {
    const dataDir = path.join(dir, 'data');
    await withIngestor(dataDir, async () => {
      const down = await listen({ WELLHEAD_DATA_DIR: dataDir }, 'migrate', 'down', '--yes');
      expect(down.exitCode).toBe(1);
      expect(down.complained).toContain(`process ${process.pid} uses the data folder`);
      // Its Postgres is reached through the process that runs it.
      const status = await listen({ WELLHEAD_DATA_DIR: dataDir }, 'migrate', 'status');
      expect(status.said).toContain('0001-foundation');
    });
    const later = await listen({ WELLHEAD_DATA_DIR: dataDir }, 'migrate', 'status', '--json');
    expect(later.exitCode).toBe(0);
  },
);
