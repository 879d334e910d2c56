import path from 'node:path';
import { migrateUp, openFieldTypeRegistry, openJobs, openServiceStores, readTls } from '@wellhead/stores';
import { pino } from 'pino';
import { readIngestorEnv } from './config.js';
import { readSources } from './sources/read-sources.js';
import { startIngestor } from './start-ingestor.js';

/** The ingestor as a service of its own, on an InfluxDB and a Postgres. */
const config = readIngestorEnv(process.env);
if (config.kind === 'faults') {
  console.error(`The ingestor cannot start:\n${config.faults.map((fault) => `- ${fault}`).join('\n')}`);
  process.exit(2);
}
const { env } = config;
const read = await readSources(env.WELLHEAD_SOURCES, process.env);
if (read.kind === 'faults') {
  console.error(`The ingestor cannot start:\n${read.faults.map((fault) => `- ${fault}`).join('\n')}`);
  process.exit(2);
}
const log = pino({ level: env.WELLHEAD_LOG_LEVEL, base: { service: 'ingestor' } });

try {
  const tls = await readTls(env.WELLHEAD_TLS_CERT, env.WELLHEAD_TLS_KEY);
  const stores = await openServiceStores(env, log);
  // Under an advisory lock: whichever service comes first migrates, the others find it done.
  await migrateUp(stores.pool, []);
  const jobs = await openJobs(env.DATABASE_URL, log);
  const ingestor = await startIngestor({
    stores,
    jobs,
    fieldTypes: await openFieldTypeRegistry(stores.pool),
    dataDir: path.join(env.WELLHEAD_DATA_DIR, 'ingestor'),
    host: env.WELLHEAD_HOST,
    port: env.WELLHEAD_HTTP_PORT,
    bucket: env.INFLUX_BUCKET,
    token: env.WELLHEAD_TOKEN,
    tls,
    selfTelemetry: [],
    log,
    clock: Date.now,
    sources: read.sources,
    limits: { spoolBytes: env.WELLHEAD_SPOOL_MB * 1024 * 1024 },
  });
  let stopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stop asked');
    ingestor
      .close()
      .then(() => jobs.close())
      .then(() => stores.close())
      .then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, 'stop failed');
          process.exit(1);
        },
      );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
} catch (error) {
  log.error({ err: error }, 'ingestor not started');
  console.error(`The ingestor cannot start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
