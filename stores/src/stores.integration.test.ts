import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openTestDatabase } from '../testing/database.js';
import { openStores } from './index.js';

const log = pino({ level: 'silent' });
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'wellhead-stores-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('opens Postgres, telemetry and the archive, and closes them', async () => {
  const database = await openTestDatabase();
  const file = path.join(folder, 'telemetry.duckdb');
  const open = () =>
    openStores({
      databaseUrl: database.url,
      telemetry: { kind: 'duckdb', file },
      archiveDir: path.join(folder, 'archive'),
      statementTimeoutMs: 50,
      log,
    });
  const stores = await open();
  await stores.telemetry.ping();
  await expect(stores.readOnlyPool.query("insert into ops.settings values ('a', '1')")).rejects.toThrow(/read-only/);
  await expect(stores.readOnlyPool.query('select pg_sleep(20)')).rejects.toThrow(/statement timeout/);
  // Longer than any statement before it may take.
  expect(stores.readOnlyPool.options.connectionTimeoutMillis).toBeGreaterThan(50);
  expect(await stores.archive.list()).toEqual([]);
  await stores.close();
  await (await open()).close();
  await database.close();
});

it('says in one sentence which store cannot be reached and what to check', async () => {
  const config = {
    telemetry: { kind: 'duckdb' as const, file: path.join(folder, 't.duckdb') },
    archiveDir: folder,
    log,
  };
  await expect(openStores({ ...config, databaseUrl: 'postgres://u:secret@127.0.0.1:1/none' })).rejects.toThrow(
    /^Postgres at 127\.0\.0\.1:1 cannot be reached: .*ECONNREFUSED.*\. Check DATABASE_URL and that it runs\.$/,
  );
  const database = await openTestDatabase();
  await writeFile(config.telemetry.file, 'not a database');
  await expect(openStores({ ...config, databaseUrl: database.url })).rejects.toThrow(/t\.duckdb/);
  await database.close();
});
