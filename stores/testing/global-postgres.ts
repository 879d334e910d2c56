import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../src/postgres/embedded/embedded.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Superuser URL of the Postgres that all tests of a run share; each makes its own database in it. */
    postgresUrl: string;
  }
}

/** Starts one real Postgres for a run of tests and removes it afterwards. Not for durability: fsync is off. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'wellhead-test-'));
  // mkdtemp makes it 0700; as root, the user postgres has to enter.
  await chmod(folder, 0o755);
  const postgres = await startEmbeddedPostgres({
    dataDir: path.join(folder, 'postgres'),
    settings: {
      fsync: 'off',
      full_page_writes: 'off',
      synchronous_commit: 'off',
      max_connections: '200',
      // For tests that follow a database.
      wal_level: 'logical',
      max_replication_slots: '30',
      max_wal_senders: '30',
    },
    log: pino({ level: 'silent' }),
  });
  project.provide('postgresUrl', postgres.url);
  return async () => {
    await postgres.close();
    await rm(folder, { recursive: true, force: true });
  };
}
