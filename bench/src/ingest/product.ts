import path from 'node:path';
import { startIngestor } from '@wellhead/ingestor';
import {
  migrateUp,
  openDuckDbStore,
  openFieldTypeRegistry,
  openFolderArchive,
  openPool,
  startEmbeddedPostgres,
} from '@wellhead/stores';
import { pino } from 'pino';

/**
 * The product in a process of its own, as standalone runs it: DuckDB, embedded Postgres, spool and raw archive below one folder.
 * Talks with the bench over IPC: `drain` → seconds until every store has everything, `count` → readings stored, `close`.
 */
const [dir, token, bucket, duckDbMb] = process.argv.slice(2) as [string, string, string, string?];
const log = pino({ level: 'warn' }, pino.destination(2));
const postgres = await startEmbeddedPostgres({ dataDir: path.join(dir, 'postgres'), password: token, log });
const pool = openPool(postgres.url, { log });
await migrateUp(pool, []);
const telemetry = await openDuckDbStore({
  file: path.join(dir, 'telemetry.duckdb'),
  log,
  ...(duckDbMb === undefined ? {} : { memoryMb: Number(duckDbMb) }),
});
const ingestor = await startIngestor({
  stores: { telemetry, pool, archive: openFolderArchive(path.join(dir, 'raw-archive')) },
  fieldTypes: await openFieldTypeRegistry(pool),
  dataDir: path.join(dir, 'ingestor'),
  host: '127.0.0.1',
  port: 0,
  bucket,
  token,
  log,
  clock: Date.now,
});

const answer = (message: object): void => void process.send?.(message);
const close = async (): Promise<void> => {
  await ingestor.close();
  await telemetry.close();
  await pool.end();
  await postgres.close();
};
process.on('message', (message: 'drain' | 'count' | 'close') => {
  const startedMs = performance.now();
  const work =
    message === 'drain'
      ? ingestor.drained().then(() => answer({ seconds: (performance.now() - startedMs) / 1_000 }))
      : message === 'count'
        ? telemetry.count({}).then((readings) => answer({ readings, rssMb: process.memoryUsage().rss / 1e6 }))
        : close().then(() => process.exit(0));
  work.catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
});
// A bench that dies leaves nothing behind.
process.on('disconnect', () => void close().finally(() => process.exit(0)));
answer({ url: ingestor.url });
