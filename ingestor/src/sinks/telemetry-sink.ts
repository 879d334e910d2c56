import { batchOf, type ReadingBatch, readingsOf } from '@wellhead/contracts';
import type { Checkpoint, RefusedRow, TelemetryStore } from '@wellhead/stores';
import type { Logger } from 'pino';
import { follows, joinBatches } from '../domain/join-batches.js';
import { formatLine } from '../domain/line-protocol/format-line.js';
import type { FaultHook } from '../faults.js';
import { paceOf } from '../feed/store-pace.js';
import { openProgress } from '../ledger/progress.js';
import { type Tally, tallyOf, TELEMETRY_SINK } from '../ledger/tally.js';
import type { Cursor } from '../ledger/write-ledger.js';
import type { RecordHeader } from '../spool/record.js';
import type { AppendOutcome, Spool } from '../spool/spool.js';
import { type Delivery, type DeliveryParts, type Group, startDelivery } from './delivery.js';
import { openCompany, type RecordSource } from './gather.js';
import type { RecentRecord, RecentRecords } from './recent-records.js';
import { rowOwners } from './row-owners.js';

/** Records of one go: what is done for each of them adds up to a dozen ms that requests wait. */
const FLUSH_RECORDS = 4_000;
/** Fewer rows wait for company. */
const FEW_ROWS = 10_000;

export interface TelemetrySink extends Delivery {
  /** How far it has come, and the lines and points delivered in the life of this folder up to there. */
  readonly cursor: Cursor;
  /** What it has delivered up to this sequence and not told yet; call `told` once Postgres has it. */
  untold(upTo: number): Untold;
  told(cursor: Cursor): void;
}

/** Deliveries that Postgres does not know of, and where the cursor stands with them. */
export interface Untold {
  readonly cursor: Cursor;
  readonly tally: Tally;
}

/** The name under which a store keeps the checkpoint of an ingestor's telemetry. */
export const telemetrySinkName = (ingestor: string): string => `${ingestor}/telemetry`;

/** A row that a store refused, as it lies in the spool until Postgres has it. */
export interface StoreRefusal {
  readonly raw: string;
  readonly reason: string;
  /** The record that held it, and its place among the rows of that record: the same refusal again is known by them. */
  readonly sequence: number;
  /** Of a record that was replayed: whose spool the sequence is of. */
  readonly ingestor?: string;
  readonly row: number;
  readonly source: string;
  readonly receivedAtMs: number;
}

/**
 * Delivers readings. The store's checkpoint goes with the rows where the store can do that; else refused rows are made durable
 * first, and the checkpoint follows. Counting begins at `reported`, what Postgres knows, so that no record is counted twice.
 */
export function startTelemetrySink(parts: {
  readonly store: TelemetryStore;
  readonly ingestor: string;
  readonly spool: Pick<Spool, 'durable'>;
  /** Appends a record to the spool and tells the sinks of it. */
  readonly keep: (header: RecordHeader, body: Buffer) => Promise<AppendOutcome>;
  readonly recent: RecentRecords;
  readonly source: RecordSource;
  readonly checkpoint: number;
  readonly reported: Cursor;
  readonly faults: FaultHook;
  readonly log: Logger;
  readonly clock: () => number;
  readonly onDelivered: DeliveryParts<RecentRecord>['onDelivered'];
  readonly onRefused: (rows: readonly StoreRefusal[]) => void;
}): TelemetrySink {
  const { store, spool, source, recent, faults, clock } = parts;
  const sink = telemetrySinkName(parts.ingestor);
  const { flushRows } = paceOf(store);
  let cursor = parts.reported;
  let toldCursor = parts.reported;
  const progress = openProgress();
  /** A record that was taken and left for the next flush. */
  let ahead: RecentRecord | undefined;
  const company = openCompany(spool);

  async function gather(after: number, limit: number): Promise<Group<RecentRecord> | undefined> {
    const items: RecentRecord[] = [];
    let rows = 0;
    let last = after;
    let before: ReadingBatch | undefined;
    const sinceMs = performance.now();
    while (items.length < Math.min(limit, FLUSH_RECORDS) && rows < flushRows) {
      const record = ahead?.sequence === last + 1 ? ahead : await source.take(last + 1);
      if (!record) {
        if (rows === 0 || rows >= FEW_ROWS || limit === 1) break;
        if (await company(sinceMs)) continue;
        break;
      }
      const batch = isRows(record) ? record.batch : undefined;
      // Rows that lie in one block are written without a copy: where the next block begins, the next flush does.
      if (batch && before && !follows(before, batch) && rows >= FEW_ROWS) {
        ahead = record;
        break;
      }
      ahead = undefined;
      items.push(record);
      last = record.sequence;
      before = batch ?? before;
      rows += batch?.length ?? 0;
    }
    return items.length === 0 ? undefined : { items, last };
  }

  const isRows = ({ batch, sequence }: RecentRecord): boolean =>
    batch !== undefined && batch.length > 0 && sequence > parts.checkpoint;

  async function deliver(group: Group<RecentRecord>): Promise<void> {
    const records = group.items.filter(isRows);
    const batch = joinBatches(records.map((record) => record.batch as ReadingBatch));
    // Records without rows move the cursor in Postgres only: a transaction here would store nothing.
    if (batch.length > 0) await writeRows(batch, { sink, sequence: group.last }, records);
    count(group);
  }
  async function writeRows(
    batch: ReadingBatch,
    checkpoint: Checkpoint,
    records: readonly RecentRecord[],
  ): Promise<void> {
    if (store.capabilities.transactionalCheckpoint || batch.length === 0) {
      const writing = store.write(batch, checkpoint);
      faults('mid-flush');
      const outcome = await writing;
      if (outcome.kind === 'partly-stored') await keepRefused(batch, outcome.refused, records);
      return;
    }
    const writing = store.write(batch);
    faults('mid-flush');
    const outcome = await writing;
    if (outcome.kind === 'partly-stored') await keepRefused(batch, outcome.refused, records);
    faults('between-sink-commits');
    await store.write(batchOf([]), checkpoint);
  }

  /** Refused rows go through the spool, so that they are durable before the cursor passes them. */
  async function keepRefused(
    batch: ReadingBatch,
    refused: readonly RefusedRow[],
    records: readonly RecentRecord[],
  ): Promise<void> {
    const readings = readingsOf(batch);
    const recordOf = rowOwners(records);
    const rows: StoreRefusal[] = refused.flatMap(({ row, reason }) => {
      const reading = readings[row];
      const owner = recordOf(row);
      if (!reading || !owner) return [];
      const { sequence, header } = owner.record;
      const { source, receivedAtMs, replayOf = { sequence } } = header;
      return [{ raw: formatLine(reading), reason, ...replayOf, row: row - owner.firstRow, source, receivedAtMs }];
    });
    const outcome = await parts.keep(
      {
        kind: 'store-refusals',
        source: `store ${store.name}`,
        token: '',
        receivedAtMs: clock(),
        precision: 'ns',
        received: 0,
        accepted: 0,
        sink: store.name,
      },
      Buffer.from(JSON.stringify(rows)),
    );
    if (outcome.kind !== 'durable') throw new Error(`refused rows cannot be kept: the spool is ${outcome.kind}`);
    parts.onRefused(rows);
  }

  function count(group: Group<RecentRecord>): void {
    const accepted = group.items.map(({ header }) =>
      header.kind === 'lines' || header.kind === 'points' ? header.accepted : 0,
    );
    cursor = { sequence: group.last, delivered: accepted.reduce((sum, count) => sum + count, cursor.delivered) };
    progress.add(
      group.last,
      tallyOf(
        group.items.map(({ header }) => header),
        TELEMETRY_SINK,
      ),
    );
    // Of records that were read back from the spool nobody else holds the rows.
    for (const { batch } of group.items) batch?.release();
    recent.forgetRows(group.last);
  }

  const delivery = startDelivery<RecentRecord>({
    name: 'telemetry',
    start: parts.reported.sequence,
    log: parts.log,
    clock,
    gather,
    deliver,
    isReachable: () =>
      store.ping().then(
        () => true,
        () => false,
      ),
    async refuse(group, reason) {
      const records = group.items.filter(isRows);
      const batch = joinBatches(records.map((record) => record.batch as ReadingBatch));
      await keepRefused(
        batch,
        Array.from({ length: batch.length }, (_, row) => ({ row, reason })),
        records,
      );
      await store.write(batchOf([]), { sink, sequence: group.last });
      count(group);
    },
    onDelivered: (group) => {
      if (store.capabilities.transactionalCheckpoint) faults('between-sink-commits');
      parts.onDelivered(group);
    },
  });

  return {
    get state() {
      return delivery.state;
    },
    get cursor() {
      return cursor;
    },
    untold(upTo) {
      const { last, tally } = progress.upTo(upTo);
      const delivered = [...tally.values()].reduce((sum, { accepted }) => sum + accepted, toldCursor.delivered);
      return { cursor: { sequence: last ?? toldCursor.sequence, delivered }, tally };
    },
    told(now) {
      toldCursor = now;
      progress.forget(now.sequence);
    },
    notify: delivery.notify,
    close: delivery.close,
  };
}
