import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Pack } from '@wellhead/contracts';
import {
  type RawArchive,
  type TelemetryStore,
  installPack,
  openFieldTypeRegistry,
  openFolderArchive,
  openMemoryStore,
} from '@wellhead/stores';
import type { Pool } from 'pg';
import { pino } from 'pino';
import { openTestDatabase, type TestDatabase } from '../../stores/testing/database.js';
import type { Ingestor, IngestorOptions } from '../src/ingestor.js';
import { startIngestor } from '../src/start-ingestor.js';

export interface IngestorFixture {
  readonly ingestor: Ingestor;
  readonly database: TestDatabase;
  readonly telemetry: TelemetryStore;
  readonly archive: RawArchive;
  readonly dir: string;
  readonly token: string;
  post(path: string, body: BodyInit, headers?: Record<string, string>): Promise<Response>;
  /** Stops the ingestor and starts another one on the same folders and stores. */
  restart(changes?: Partial<IngestorOptions>): Promise<void>;
  close(): Promise<void>;
}

export const TEST_TOKEN = 'test-token-of-the-fixture';
export const TEST_BUCKET = 'wellhead';

/** An ingestor on a real Postgres and, unless another store is given, telemetry in memory. */
export async function openIngestorFixture(
  options: Partial<IngestorOptions> & {
    readonly telemetry?: TelemetryStore;
    readonly packs?: readonly Pack[];
    /** Puts into Postgres what must be there when the ingestor starts. */
    readonly prepare?: (pool: Pool) => Promise<void> | undefined;
  } = {},
): Promise<IngestorFixture> {
  const { telemetry = openMemoryStore(), packs = [], prepare, ...changed } = options;
  const dir = await mkdtemp(path.join(tmpdir(), 'wellhead-ingestor-'));
  const database = await openTestDatabase({ packs });
  for (const pack of packs) await installPack(database.pool, pack);
  await prepare?.(database.pool);
  const archive = openFolderArchive(path.join(dir, 'archive'));
  const start = async (more: Partial<IngestorOptions>): Promise<Ingestor> =>
    startIngestor({
      stores: { telemetry, pool: database.pool, archive },
      fieldTypes: await openFieldTypeRegistry(database.pool),
      dataDir: path.join(dir, 'data'),
      host: '127.0.0.1',
      port: 0,
      bucket: TEST_BUCKET,
      token: TEST_TOKEN,
      log: pino({ level: process.env['TEST_LOG'] ?? 'silent' }),
      clock: Date.now,
      ...changed,
      ...more,
    });
  let ingestor = await start({});
  return {
    get ingestor() {
      return ingestor;
    },
    database,
    telemetry,
    archive,
    dir,
    token: TEST_TOKEN,
    post: (to, body, headers = {}) =>
      fetch(`${ingestor.url}${to}`, {
        method: 'POST',
        body,
        headers: { authorization: `Token ${TEST_TOKEN}`, ...headers },
      }),
    async restart(changes = {}) {
      await ingestor.close();
      ingestor = await start(changes);
    },
    async close() {
      await ingestor.close();
      await telemetry.close();
      await database.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
