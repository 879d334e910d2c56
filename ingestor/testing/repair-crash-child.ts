import path from 'node:path';
import { openDuckDbStore, openFieldTypeRegistry, openFolderArchive, openPool } from '@wellhead/stores';
import { pino } from 'pino';
import type { FaultPoint } from '../src/faults.js';
import { startIngestor } from '../src/start-ingestor.js';

/** What the crash test of repairs tells the process that is to be killed in the middle of one. */
export interface RepairCrashOrder {
  readonly dir: string;
  readonly databaseUrl: string;
  readonly point: FaultPoint;
  /** End at the `hit`-th time that the point is passed after the repair began. */
  readonly hit: number;
}

const order = JSON.parse(process.argv[2] ?? '{}') as RepairCrashOrder;
const pool = openPool(order.databaseUrl, { max: 5 });
let hits = 0;
let isRepairing = false;
const ingestor = await startIngestor({
  stores: {
    telemetry: await openDuckDbStore({ file: path.join(order.dir, 'telemetry.duckdb') }),
    pool,
    archive: openFolderArchive(path.join(order.dir, 'archive')),
  },
  fieldTypes: await openFieldTypeRegistry(pool),
  dataDir: path.join(order.dir, 'ingestor'),
  host: '127.0.0.1',
  port: 0,
  bucket: 'wellhead',
  token: 'repair-crash-token',
  log: pino({ level: 'silent' }),
  clock: Date.now,
  faults: (point) => {
    if (!isRepairing || point !== order.point) return;
    hits += 1;
    if (hits === order.hit) process.kill(process.pid, 'SIGKILL');
  },
});
isRepairing = true;
await ingestor.repair({});
process.exit(0);
