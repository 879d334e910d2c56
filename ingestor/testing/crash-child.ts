import path from 'node:path';
import {
  openDuckDbStore,
  openFieldTypeRegistry,
  openFolderArchive,
  openPool,
  type StoreFaults,
} from '@wellhead/stores';
import { pino } from 'pino';
import type { FaultPoint } from '../src/faults.js';
import { startIngestor } from '../src/start-ingestor.js';

/** What the crash test tells the process that is to be killed. */
export interface CrashOrder {
  readonly dir: string;
  readonly databaseUrl: string;
  readonly token: string;
  /** End at this point of the ingestor, the `hit`-th time it is passed. */
  readonly killAt?: { readonly point: FaultPoint; readonly hit: number };
  readonly storeFaults?: StoreFaults;
}

const order = JSON.parse(process.argv[2] ?? '{}') as CrashOrder;
const log = pino({ level: 'silent' });
const pool = openPool(order.databaseUrl, { max: 5 });
const telemetry = await openDuckDbStore({
  file: path.join(order.dir, 'telemetry.duckdb'),
  compactAtRows: 300,
  ...(order.storeFaults ? { faults: order.storeFaults } : {}),
});
let hits = 0;
const ingestor = await startIngestor({
  stores: { telemetry, pool, archive: openFolderArchive(path.join(order.dir, 'archive')) },
  fieldTypes: await openFieldTypeRegistry(pool),
  dataDir: path.join(order.dir, 'ingestor'),
  host: '127.0.0.1',
  port: 0,
  bucket: 'wellhead',
  token: order.token,
  log,
  clock: Date.now,
  limits: { segmentBytes: 20_000 },
  faults: (point) => {
    if (point !== order.killAt?.point) return;
    hits += 1;
    if (hits === order.killAt.hit) process.kill(process.pid, 'SIGKILL');
  },
});
process.on('disconnect', () => process.exit(0));
process.send?.({ url: ingestor.url });
