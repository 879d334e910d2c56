import type { KeptPosition, RawArchive, TelemetryStore } from '@wellhead/stores';
import type { Logger } from 'pino';
import type { Pool } from 'pg';
import { openBell } from '../bell.js';
import type { Decoder } from '../decode.js';
import type { FaultHook } from '../faults.js';
import type { RecordTypes } from '../records/record-types.js';
import { openRecordSource } from '../sinks/gather.js';
import { POSTGRES_SINK, type SinkName, TELEMETRY_SINK } from '../ledger/tally.js';
import { type LedgerWatch, watchLedger } from '../ledger/watch-ledger.js';
import { readCursor } from '../ledger/write-ledger.js';
import { startPostgresSink } from '../sinks/postgres-sink.js';
import { openRecentRecords, type RecentRecord } from '../sinks/recent-records.js';
import type { Group, SinkState } from '../sinks/delivery.js';
import { startTelemetrySink, telemetrySinkName } from '../sinks/telemetry-sink.js';
import type { SpoolRecord } from '../spool/record.js';
import { openSpool, type Spool } from '../spool/spool.js';
import type { Waiting } from './backlog.js';
import { watchHighWater } from './high-water.js';
import { keptUp } from './kept-up.js';
import { readPending } from './read-pending.js';
import { startRetention } from './retention.js';
import { summarizeSegments } from './summarize-segments.js';

/** Where the spool of one folder flows to. */
export interface FeedParts {
  readonly ingestor: string;
  readonly dir: string;
  readonly stores: {
    readonly telemetry: TelemetryStore;
    readonly pool: Pool;
    readonly archive: Pick<RawArchive, 'putSegment'>;
  };
  readonly decoder: Decoder;
  readonly recordTypes: RecordTypes;
  readonly spoolBytes: number;
  readonly segmentBytes: number;
  readonly segmentAgeMs: number;
  readonly memoryBytes: number;
  /** Told of rows that a store refused after they were acknowledged. */
  readonly refusedByStore: (source: string, rows: number) => void;
  readonly faults: FaultHook;
  readonly log: Logger;
  readonly clock: () => number;
}

/** A spool with its sinks and its archive. */
export interface Feed {
  readonly spool: Spool;
  /** A record that is durable; not calling this costs a read, not a record. */
  offer(record: RecentRecord): void;
  /** Nothing while the telemetry store keeps up; else resolves when it does, at the latest after a second (`kept-up.ts`). */
  keptUp(): Promise<void> | undefined;
  readonly sinks: readonly (SinkState & { readonly delivered: number; readonly waiting: Waiting })[];
  /** How far sources had come with what Postgres lacked when the feed was started. */
  readonly positions: readonly KeptPosition[];
  /** Records that some store does not have yet. */
  readonly pending: number;
  readonly ledger: LedgerWatch;
  /** Resolves when everything that is durable now is in every store; with `archive`, and what may be is archived. */
  drained(options?: { readonly archive?: boolean }): Promise<void>;
  /** Keeps every segment where it is until the function that this answers with is called. */
  hold(): Promise<() => void>;
  close(): Promise<void>;
}

/** A record from disk as the Postgres sink wants it, which has no use for readings. */
const withoutRows = ({ sequence, header, body }: SpoolRecord): RecentRecord =>
  header.kind === 'lines' || header.kind === 'points'
    ? { sequence, header, batch: undefined, body: undefined }
    : { sequence, header, batch: undefined, body };

/** Opens the spool of a locked folder and starts to deliver it. */
export async function startFeed(parts: FeedParts): Promise<Feed> {
  const { ingestor, stores, log, clock, faults } = parts;
  const { telemetry, pool, archive } = stores;
  const checkpoint = (await telemetry.checkpoint(telemetrySinkName(ingestor))) ?? 0;
  const reported = await readCursor(pool, ingestor, TELEMETRY_SINK);
  const start = await readCursor(pool, ingestor, POSTGRES_SINK);
  const spool = await openSpool({
    dir: parts.dir,
    maxBytes: parts.spoolBytes,
    segmentBytes: parts.segmentBytes,
    aboveSequence: Math.max(checkpoint, reported.sequence, start.sequence),
    clock,
    faults,
  });
  const { positions, backlog } = await readPending(parts, spool, {
    telemetry: reported.sequence,
    postgres: start.sequence,
  });
  const recent = openRecentRecords(parts.memoryBytes);
  const sources = [
    openRecordSource({ spool, recent, decode: parts.decoder.reread, log }),
    openRecordSource({ spool, recent, decode: withoutRows, log }),
  ] as const;
  const progressed = openBell();
  const onDelivered =
    (sink: SinkName) =>
    ({ items }: Group<RecentRecord>): void => {
      backlog.delivered(
        sink,
        items.map(({ header }) => header),
      );
      const upTo = behind();
      recent.forget(upTo);
      backlog.forget(upTo);
      progressed.ring();
    };

  const offer = (record: RecentRecord): void => {
    backlog.arrived(record.sequence, record.header);
    summaries.arrived(record.sequence, record.header);
    recent.add(record);
    telemetrySink.notify();
    postgresSink.notify();
  };

  const behind = (): number => Math.min(telemetrySink.cursor.sequence, postgresSink.state.sequence);
  const summaries = summarizeSegments({ ingestor, spool, delivered: behind, log });
  const telemetrySink = startTelemetrySink({
    store: telemetry,
    ingestor,
    spool,
    keep(header, body) {
      return spool.append(header, body, (sequence) => offer({ sequence, header, batch: undefined, body }));
    },
    recent,
    source: sources[0],
    checkpoint,
    reported,
    faults,
    log,
    clock,
    onDelivered: onDelivered(TELEMETRY_SINK),
    onRefused: (rows) => rows.forEach(({ source }) => parts.refusedByStore(source, 1)),
  });
  const postgresSink = startPostgresSink({
    pool,
    ingestor,
    spool,
    source: sources[1],
    start,
    reported,
    telemetry: telemetrySink,
    recordType: async (type) => (await parts.recordTypes.find(type))?.recordType,
    faults,
    log,
    clock,
    onDelivered: onDelivered(POSTGRES_SINK),
    onRefused: parts.refusedByStore,
  });
  const retention = startRetention({
    spool,
    ingestor,
    archive,
    delivered: () => Math.min(postgresSink.state.sequence, postgresSink.reported),
    segmentAgeMs: parts.segmentAgeMs,
    log,
    clock,
  });
  if (spool.durable > Math.min(reported.sequence, start.sequence))
    log.info({ ingestor, records: spool.durable - Math.min(reported.sequence, start.sequence) }, 'spool resumed');

  const ledger = watchLedger({ pool, ingestor, spool, log, clock });
  const highWater = watchHighWater({ ingestor, spool, log });

  let closed = false;
  return {
    spool,
    positions,
    offer,
    keptUp: () =>
      keptUp({ recent, memoryBytes: parts.memoryBytes, sink: () => telemetrySink.state, closed: () => closed }),
    get sinks() {
      return [
        {
          ...telemetrySink.state,
          delivered: telemetrySink.cursor.delivered,
          waiting: backlog.behind(TELEMETRY_SINK, telemetrySink.state.sequence),
        },
        {
          ...postgresSink.state,
          delivered: postgresSink.delivered,
          waiting: backlog.behind(POSTGRES_SINK, postgresSink.state.sequence),
        },
      ];
    },
    get pending() {
      return spool.durable - behind();
    },
    ledger,
    async drained(options = {}) {
      const goal = spool.durable;
      while (!closed && behind() < goal) await progressed.wait(200);
      if (closed) return;
      await postgresSink.report();
      if (options.archive) await retention.sweep();
    },
    hold: () => retention.hold(),
    async close() {
      closed = true;
      progressed.ring();
      await retention.close();
      await ledger.close();
      highWater.close();
      await Promise.all([telemetrySink.close(), postgresSink.close()]);
      await postgresSink
        .report()
        .catch((error: unknown) => log.debug({ err: error }, 'telemetry progress not written'));
      await spool.close();
      await summaries.close();
      await Promise.all(sources.map((source) => source.close()));
    },
  };
}
