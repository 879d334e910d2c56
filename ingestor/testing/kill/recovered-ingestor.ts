import path from 'node:path';
import { openDuckDbStore, openFieldTypeRegistry, openFolderArchive, type TelemetryStore } from '@wellhead/stores';
import type { Pool } from 'pg';
import { pino } from 'pino';
import type { Ingestor } from '../../src/ingestor.js';
import { startIngestor } from '../../src/start-ingestor.js';

/** What goes on in this process on the folders of one that was killed. */
export interface RecoveredIngestor {
  readonly ingestor: Ingestor;
  readonly telemetry: TelemetryStore;
}

/** Starts an ingestor on the folders of a killed one, does the work, and closes it. */
export async function withRecovered<T>(
  { dir, pool, token }: { readonly dir: string; readonly pool: Pool; readonly token: string },
  work: (recovered: RecoveredIngestor) => Promise<T>,
): Promise<T> {
  const telemetry = await openDuckDbStore({ file: path.join(dir, 'telemetry.duckdb') });
  const ingestor = await startIngestor({
    stores: { telemetry, pool, archive: openFolderArchive(path.join(dir, 'archive')) },
    fieldTypes: await openFieldTypeRegistry(pool),
    dataDir: path.join(dir, 'ingestor'),
    host: '127.0.0.1',
    port: 0,
    bucket: 'wellhead',
    token,
    log: pino({ level: 'silent' }),
    clock: Date.now,
  });
  try {
    return await work({ ingestor, telemetry });
  } finally {
    await ingestor.close();
    await telemetry.close();
  }
}
