import type { RecordType } from '@wellhead/contracts';
import { inTransaction, settleRepaired } from '@wellhead/stores';
import type { Logger } from 'pino';
import type { FaultHook } from '../faults.js';
import { type Delivery, type Group, startDelivery } from './delivery.js';
import type { Spool } from '../spool/spool.js';
import { openCompany, type RecordSource } from './gather.js';
import type { Pool, PoolClient } from 'pg';
import { POSTGRES_SINK, TELEMETRY_SINK } from '../ledger/tally.js';
import { bookArrival, bookDelivery, bookRefusals, type Cursor, moveCursor } from '../ledger/write-ledger.js';
import type { RecentRecord } from './recent-records.js';
import { refusedAsAWhole, refusedAtTheDoor, refusedByStore, repairedBy } from './refused-rows.js';
import { openSaver } from './save-records.js';
import type { Untold } from './telemetry-sink.js';

/** Records delivered in one transaction. */
const RECORDS_PER_TRANSACTION = 2_000;
/** How often the progress of telemetry is written down while there is nothing else to do, in ms. */
const REPORT_MS = 1_000;

export interface PostgresSink extends Delivery {
  /** Rows of records delivered in the life of this folder. */
  readonly delivered: number;
  /** The telemetry sequence that Postgres knows. */
  readonly reported: number;
  /** Writes the progress of telemetry down. */
  report(): Promise<void>;
}

/**
 * Delivers what belongs into Postgres: records by their natural key, refused input, the ledger and the positions of sources, with the cursor in one transaction,
 * so that each record of the spool counts exactly once. Writes down how far telemetry has come as well.
 */
export function startPostgresSink(parts: {
  readonly pool: Pool;
  readonly ingestor: string;
  readonly spool: Pick<Spool, 'durable'>;
  readonly source: RecordSource;
  readonly start: Cursor;
  readonly reported: Cursor;
  /** What telemetry has delivered up to a sequence and Postgres does not know yet. */
  readonly telemetry: { untold(upTo: number): Untold; told(cursor: Cursor): void };
  readonly recordType: (type: string) => Promise<RecordType | undefined>;
  readonly faults: FaultHook;
  readonly log: Logger;
  readonly clock: () => number;
  readonly onDelivered: (group: Group<RecentRecord>) => void;
  /** Told of rows of records that Postgres refused. */
  readonly onRefused: (source: string, rows: number) => void;
}): PostgresSink {
  const { pool, ingestor, spool, source, log } = parts;
  const saver = openSaver(ingestor, parts.recordType);
  let cursor = parts.start;
  let reported = parts.reported;
  const company = openCompany(spool);

  async function gather(after: number, limit: number): Promise<Group<RecentRecord> | undefined> {
    const items: RecentRecord[] = [];
    let last = after;
    const sinceMs = performance.now();
    while (items.length < Math.min(limit, RECORDS_PER_TRANSACTION)) {
      const record = await source.take(last + 1);
      if (!record) {
        if (items.length === 0 || !(await company(sinceMs))) break;
        continue;
      }
      items.push(record);
      last = record.sequence;
    }
    return items.length === 0 ? undefined : { items, last };
  }

  /** Transactions of a sink run one after the other: each begins at the cursors that the one before has left. */
  let turn: Promise<void> = Promise.resolve();
  function inTurn(work: () => Promise<void>): Promise<void> {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  }

  async function transact(
    last: number,
    deliveredRows: number,
    work: (client: PoolClient) => Promise<void>,
  ): Promise<void> {
    const next = { sequence: last, delivered: cursor.delivered + deliveredRows };
    const telemetry = await inTransaction(pool, async (client) => {
      await work(client);
      // Never beyond our own cursor: the books then hold no delivery of what they have not received.
      const { cursor: told, tally } = parts.telemetry.untold(next.sequence);
      if (next.sequence !== cursor.sequence) await moveCursor(client, ingestor, POSTGRES_SINK, cursor, next);
      if (told.sequence !== reported.sequence) {
        await moveCursor(client, ingestor, TELEMETRY_SINK, reported, told);
        await bookDelivery(client, ingestor, TELEMETRY_SINK, tally);
      }
      if (next.sequence > told.sequence) parts.faults('between-sink-commits');
      return told;
    });
    cursor = next;
    reported = telemetry;
    parts.telemetry.told(telemetry);
  }

  async function deliver(group: Group<RecentRecord>): Promise<void> {
    const rows = group.items.reduce((sum, { header }) => sum + (header.kind === 'records' ? header.accepted : 0), 0);
    const refused: { readonly source: string }[] = [];
    await inTurn(() =>
      transact(group.last, rows, async (client) => {
        const headers = group.items.map(({ header }) => header);
        await bookArrival(client, ingestor, headers);
        await saver.quarantine(client, group.items.flatMap(refusedAtTheDoor));
        for (const record of group.items) {
          if (record.header.kind === 'records') {
            const found = await saver.records(client, record);
            refused.push(...found);
            await bookRefusals(client, ingestor, POSTGRES_SINK, found);
          }
          if (record.header.kind === 'store-refusals')
            await bookRefusals(
              client,
              ingestor,
              TELEMETRY_SINK,
              await saver.quarantine(client, refusedByStore(record)),
            );
        }
        await settleRepaired(client, headers.flatMap(repairedBy));
        await saver.positions(client, headers);
      }),
    );
    for (const { source } of refused) parts.onRefused(source, 1);
  }

  const delivery = startDelivery<RecentRecord>({
    name: POSTGRES_SINK,
    start: cursor.sequence,
    log,
    clock: parts.clock,
    gather,
    deliver,
    isReachable: () =>
      pool.query('select 1').then(
        () => true,
        () => false,
      ),
    async refuse(group, reason) {
      await inTurn(() =>
        transact(group.last, 0, async (client) => {
          const headers = group.items.map(({ header }) => header);
          await bookArrival(client, ingestor, headers);
          await saver.quarantine(
            client,
            group.items.map((record) => refusedAsAWhole(record, reason)),
          );
          const rows = headers.flatMap((header) =>
            header.kind === 'records' ? Array.from({ length: header.accepted }, () => header) : [],
          );
          await bookRefusals(client, ingestor, POSTGRES_SINK, rows);
          await settleRepaired(client, headers.flatMap(repairedBy));
          await saver.positions(client, headers);
        }),
      );
      for (const { header } of group.items)
        if (header.kind === 'records') parts.onRefused(header.source, header.accepted);
    },
    onDelivered: parts.onDelivered,
  });

  const report = (): Promise<void> =>
    inTurn(async () => {
      const { cursor: telemetry } = parts.telemetry.untold(cursor.sequence);
      if (telemetry.sequence !== reported.sequence) await transact(cursor.sequence, 0, () => Promise.resolve());
    });
  const timer = setInterval(() => {
    report().catch((error: Error) => log.debug({ reason: error.message }, 'telemetry progress not written'));
  }, REPORT_MS);
  timer.unref();

  return {
    get state() {
      return delivery.state;
    },
    get delivered() {
      return cursor.delivered;
    },
    get reported() {
      return reported.sequence;
    },
    report,
    notify: delivery.notify,
    async close() {
      clearInterval(timer);
      await delivery.close();
    },
  };
}
