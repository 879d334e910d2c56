import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openTestDatabase, type TestDatabase } from '../../../stores/testing/database.js';

/** A folder and a database that outlive the processes that are killed on them. */
export interface CrashPlace {
  readonly dir: string;
  readonly database: TestDatabase;
  close(): Promise<void>;
}

/** `given`: a database of somebody else, who closes it. */
export async function openCrashPlace(given?: TestDatabase): Promise<CrashPlace> {
  const dir = await mkdtemp(path.join(tmpdir(), 'wellhead-crash-'));
  await chmod(dir, 0o755);
  const database = given ?? (await openTestDatabase());
  return {
    dir,
    database,
    async close() {
      if (!given) await database.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
