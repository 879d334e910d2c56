import path from 'node:path';
import {
  listLedger,
  openDuckDbStore,
  openFieldTypeRegistry,
  openFolderArchive,
  openPool,
  type StoreFaults,
} from '@wellhead/stores';
import { pino } from 'pino';
import type { FaultPoint } from '../../src/faults.js';
import { sourceSchema } from '../../src/sources/source-kinds.js';
import { startIngestor } from '../../src/start-ingestor.js';

/** What the process that is to be killed is told. */
export interface CrashOrder {
  readonly dir: string;
  readonly databaseUrl: string;
  readonly token: string;
  /** End at this point of the ingestor, the `hit`-th time it is passed. */
  readonly killAt?: { readonly point: FaultPoint; readonly hit: number };
  readonly storeFaults?: StoreFaults;
  /** As they stand in a file. */
  readonly sources?: readonly unknown[];
  /** Let everything in again that lies in quarantine, and end; points count from then on. */
  readonly isRepair?: boolean;
}

/** What may be asked of it while it runs. */
export type CrashQuestion =
  /** End at this point from now on. */
  | { readonly kind: 'arm'; readonly killAt: NonNullable<CrashOrder['killAt']> }
  /** Deliver everything; then tell which readings of `crash` with times from `from` to `to`, in ns, are stored, and how the books stand. */
  | { readonly kind: 'check'; readonly from: number; readonly to: number };

/** Answers a check. */
export interface CrashCheck {
  /** By asset, ascending, one entry a stored row. */
  readonly times: Readonly<Record<string, readonly number[]>>;
  readonly storedReadings: number;
  readonly received: number;
  readonly accepted: number;
  readonly quarantined: number;
  readonly isBalanced: boolean;
}

const order = JSON.parse(process.argv[2] ?? '{}') as CrashOrder;
const log = pino({ level: process.env['TEST_LOG'] ?? 'silent' });
const pool = openPool(order.databaseUrl, { max: 5 });
const telemetry = await openDuckDbStore({
  file: path.join(order.dir, 'telemetry.duckdb'),
  compactAtRows: 300,
  ...(order.storeFaults ? { faults: order.storeFaults } : {}),
});
let killAt = order.isRepair ? undefined : order.killAt;
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
  sources: (order.sources ?? []).map((source) => sourceSchema.parse(source)),
  ...(order.isRepair ? {} : { limits: { segmentBytes: 20_000 } }),
  faults: (point) => {
    if (point !== killAt?.point) return;
    hits += 1;
    if (hits === killAt.hit) process.kill(process.pid, 'SIGKILL');
  },
});
process.on('message', (question: CrashQuestion) => {
  if (question.kind === 'arm') {
    killAt = question.killAt;
    hits = 0;
  } else void check(question.from, question.to).then((answer) => process.send?.(answer));
});
process.on('disconnect', () => process.exit(0));
while (!ingestor.sources.every(({ isConnected }) => isConnected))
  await new Promise((resolve) => setTimeout(resolve, 10));
process.send?.({ url: ingestor.url });
if (order.isRepair) {
  ({ killAt } = order);
  await ingestor.repair({});
  process.exit(0);
}

async function check(from: number, to: number): Promise<CrashCheck> {
  await ingestor.drained();
  const books = await ingestor.checkLedger();
  const range = { fromNs: BigInt(from), toNs: BigInt(to), shape: { kind: 'raw' } } as const;
  const series = await telemetry.read({ selector: { measurement: 'crash' }, ...range });
  const times: Record<string, number[]> = {};
  for (const { series: one, timeNs } of series)
    (times[one.tags['asset'] ?? ''] ??= []).push(...[...timeNs].map(Number));
  const ledger = await listLedger(pool, 0, 100_000);
  const sum = (pick: (row: (typeof ledger)[number]) => number): number =>
    ledger.reduce((total, row) => total + pick(row), 0);
  return {
    times,
    storedReadings: await telemetry.count({ measurement: 'crash' }),
    received: sum((row) => row.received),
    accepted: sum((row) => row.accepted),
    quarantined: sum((row) => row.quarantined),
    isBalanced: books.isBalanced,
  };
}
