import { type ArchiveReplay, readingsOf } from '@wellhead/contracts';
import type { ArchivedFile, RawArchive } from '@wellhead/stores';
import { type Decoder, readingOf } from '../decode.js';
import type { OwnedBatch } from '../domain/columns.js';
import type { RefusedInput } from '../domain/decoded.js';
import { formatLine } from '../domain/line-protocol/format-line.js';
import type { Feed } from '../feed/feed.js';
import type { RecordTypes } from '../records/record-types.js';
import { arrivedAtMs, type RecordHeader, type SpoolRecord } from '../spool/record.js';
import { appendAgain } from './append-again.js';
import { type ArchivedRecord, recordsInOrder } from './archived-records.js';
import { makeRoom } from './make-room.js';
import { openSpans, type Spans } from './spans.js';

/** How far a replay has come; at its end, what it did. */
export interface ReplayProgress {
  /** Segments that are or may be read, and records read so far. */
  readonly segments: number;
  readonly recordsRead: number;
  /** Records fed again, and lines, points and rows in them. */
  readonly records: number;
  readonly rows: number;
  /** Readings outside of what was asked for that were fed again because they overwrite some that were. */
  readonly laterReadings: number;
  /** Deletions outside of what was asked for that were fed again: what they deleted must not come back. */
  readonly laterDeletions: number;
  /** Rows of records whose type no installed pack knows, by type: they were left out. */
  readonly unknownTypes: Readonly<Record<string, number>>;
}

export interface ReplayParts {
  readonly archive: Pick<RawArchive, 'list' | 'open'>;
  readonly feed: Feed;
  readonly decoder: Decoder;
  readonly recordTypes: RecordTypes;
  readonly clock: () => number;
}

/** Passes over what was acknowledged while the pass before went on. */
const MOST_PASSES = 10;
/** Records appended before one waits for the disk: they share a sync. */
const APPEND_TOGETHER = 64;

/**
 * Feeds a time range of the raw archive through the spool again, with the times at which it was received, so that the stores hold what they
 * held. Into stores that are not empty it is harmless: a record received later stays, readings that were overwritten later are followed
 * by what overwrote them and records by the deletions that came later, up to now. Nothing is counted a second time. Resolves when every store has everything.
 */
export async function replayArchive(
  parts: ReplayParts,
  request: ArchiveReplay,
  onProgress: (progress: ReplayProgress) => void = () => undefined,
): Promise<ReplayProgress> {
  const { archive, feed, clock } = parts;
  const feeder = openFeeder(parts);
  const spans = openSpans();
  const lastRead = new Map<string, number>();
  const unknownTypes: Record<string, number> = {};
  const count = { segments: 0, recordsRead: 0, records: 0, rows: 0, laterReadings: 0, laterDeletions: 0 };
  const progress = (): ReplayProgress => ({ ...count, unknownTypes: { ...unknownTypes } });
  let sinceMs = request.fromMs;

  const isAsked = ({ receivedAtMs, source }: RecordHeader): boolean =>
    receivedAtMs >= request.fromMs && receivedAtMs < request.toMs && (request.source ?? source) === source;

  async function feedAgain({ ingestor, record }: ArchivedRecord): Promise<void> {
    const { header } = record;
    // What a store refused comes again from the record that held it.
    if (header.kind === 'store-refusals') return;
    if (header.kind === 'records' && !(await parts.recordTypes.find(header.recordType ?? ''))) {
      const type = header.recordType ?? '';
      unknownTypes[type] = (unknownTypes[type] ?? 0) + header.accepted;
      return;
    }
    await feeder.feed(ingestor, record, spans);
    count.records += 1;
    count.rows += header.accepted;
  }

  async function pass(isFirst: boolean): Promise<number> {
    const before = count.laterReadings + count.laterDeletions;
    const segments = await archive.list({ kind: 'segment', fromMs: sinceMs });
    const wanted = isFirst ? segments.filter((segment) => mayMatter(segment, segments, request)) : segments;
    count.segments += wanted.length;
    for await (const one of recordsInOrder(archive, wanted)) {
      const { ingestor, record } = one;
      if (record.header.replayOf || record.sequence <= (lastRead.get(ingestor) ?? 0)) continue;
      lastRead.set(ingestor, record.sequence);
      count.recordsRead += 1;
      const isLater = arrivedAtMs(record.header) >= request.fromMs;
      if (isFirst && isAsked(record.header)) await feedAgain(one);
      else if (isLater && record.header.operation !== undefined) {
        await feeder.feed(ingestor, record, spans);
        count.laterDeletions += 1;
      } else if (isLater) count.laterReadings += await feeder.follow(ingestor, record, spans);
      if (count.recordsRead % 1_000 === 0) onProgress(progress());
    }
    await feeder.settled();
    return count.laterReadings + count.laterDeletions - before;
  }

  for (let number = 1; number <= MOST_PASSES; number++) {
    const startedMs = clock();
    // What was acknowledged until now lies in the archive afterwards, so that it is seen.
    await feed.spool.seal(Number.POSITIVE_INFINITY);
    await feed.drained({ archive: true });
    const later = await pass(number === 1);
    onProgress(progress());
    if (number > 1 ? later === 0 : spans.isEmpty && count.records === 0) break;
    sinceMs = startedMs;
  }
  await feed.drained();
  return progress();
}

const placeOf = ({ line, index, by }: RefusedInput): string => `${line} ${index} ${by}`;

/** Without a record that is asked for, a segment matters only if it lies behind one that has some. */
function mayMatter(segment: ArchivedFile, all: readonly ArchivedFile[], request: ArchiveReplay): boolean {
  const isAsked = ({ index, atMs }: ArchivedFile): boolean =>
    atMs < request.toMs && (request.source === undefined || index?.sources[request.source] !== undefined);
  const first = all.filter(isAsked).reduce((least, { atMs }) => Math.min(least, atMs), Number.POSITIVE_INFINITY);
  return (segment.index?.lastReceivedAtMs ?? segment.atMs) >= first;
}

/** Appends to the spool and offers to the sinks what the archive gave back; waits while the spool is full. */
function openFeeder({ feed, decoder }: ReplayParts) {
  let appending: Promise<void>[] = [];

  async function settled(): Promise<void> {
    const waiting = appending;
    appending = [];
    await Promise.all(waiting);
  }

  /** Appends keep their order; only their syncs are shared. */
  async function appendInOrder(header: RecordHeader, body: Buffer, batch: OwnedBatch | undefined): Promise<void> {
    const { spool } = feed;
    const isFilling = (): boolean => spool.bytes + body.length > spool.maxBytes / 2;
    if (isFilling()) await settled();
    // The other half is for what comes in meanwhile. A body that is longer than half goes alone.
    while (isFilling() && feed.pending > 0) await makeRoom(feed);
    if (isFilling()) await makeRoom(feed);
    // The body is a view of a buffer that is read over.
    appending.push(appendAgain(feed, { header, body: Buffer.from(body), batch }));
    if (appending.length >= APPEND_TOGETHER) await settled();
  }

  return {
    settled,

    /** Feeds a whole record, and widens the spans by its readings. */
    async feed(ingestor: string, { sequence, header, body }: SpoolRecord, spans: Spans): Promise<void> {
      const replayOf = header.replayOf ?? { ingestor, sequence };
      // Nor does it move its source: that has gone on since.
      const { position: _position, ...rest } = header;
      const again: RecordHeader = { ...rest, received: 0, accepted: 0, readings: 0, replayOf };
      const { kind } = header;
      if (kind !== 'lines' && kind !== 'points') {
        await appendInOrder(again, body, undefined);
        return;
      }
      const decoded = await decoder.decodeRegistered(kind, body, readingOf(header));
      if (typeof decoded === 'string') throw new Error(`a record of the archive cannot be read: ${decoded}`);
      const batch = await decoder.applyRegistered(decoded.batch, header.checked);
      // Before it is offered: the sinks give its memory back.
      spans.widen(batch);
      // With the types that hold now more may be refused than then; what checks or a source refused stays so.
      const now = new Set(decoded.refused.map(placeOf));
      const before = (header.refused ?? []).filter((one) => !now.has(placeOf(one)));
      const refused = [...decoded.refused, ...before];
      await appendInOrder({ ...again, ...(refused.length > 0 ? { refused } : {}) }, body, batch);
    },

    /** Feeds the readings of a record that lie within the spans, as lines; returns how many. */
    async follow(ingestor: string, { sequence, header, body }: SpoolRecord, spans: Spans): Promise<number> {
      const { kind, receivedAtMs } = header;
      if (spans.isEmpty || (kind !== 'lines' && kind !== 'points')) return 0;
      const decoded = await decoder.decodeRegistered(kind, body, readingOf(header));
      if (typeof decoded === 'string') return 0;
      const batch = await decoder.applyRegistered(decoded.batch, header.checked);
      const rows = new Set(spans.rowsWithin(batch));
      if (rows.size === 0) return 0;
      const readings = readingsOf(batch).filter((_, row) => rows.has(row));
      batch.release();
      const { source, token } = header;
      const again = { kind: 'lines', source, token, receivedAtMs, precision: 'ns', received: 0, accepted: 0 } as const;
      const lines = Buffer.from(readings.map(formatLine).join('\n'));
      const record = decoder.reread({ sequence, header: again, body: lines });
      await appendInOrder({ ...again, replayOf: { ingestor, sequence } }, lines, record.batch);
      return rows.size;
    },
  };
}
