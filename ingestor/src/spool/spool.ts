import { type FileHandle, mkdir, open, rm, truncate } from 'node:fs/promises';
import path from 'node:path';
import { type FaultHook, noFaults } from '../faults.js';
import { plainFiles, type SpoolFiles } from './plain-files.js';
import { bytesOfRecord, encodeRecords, type RecordHeader, type RecordToWrite } from './record.js';
import {
  endAt,
  listSegments,
  mendTail,
  type Segment,
  segmentName,
  summaryFileOf,
  syncFolder,
} from './segment-files.js';
import { openZerosAhead } from './zeros-ahead.js';

export interface SpoolEntry {
  readonly header: RecordHeader;
  readonly body: Buffer;
}

/** What became of records. Only `durable` may be acknowledged; `sequence` is that of the first. */
export type AppendOutcome =
  | { readonly kind: 'durable'; readonly sequence: number }
  /** The spool holds as much as it may: deliver first. */
  | { readonly kind: 'full' }
  | { readonly kind: 'disk-full' }
  | { readonly kind: 'failed'; readonly cause: Error };

/**
 * Told the sequence of the first record when all are durable, in the same turn in which `durable` moves: who hands the records on from here
 * does so before anybody can miss them in memory and read them back from disk.
 */
export type OnDurable = (sequence: number) => void;

/**
 * The durable log between acknowledging and storing. Records get consecutive sequences from 1 in the order of `append`;
 * while one `fdatasync` is under way the next group collects, so that a sync is paid once a group.
 */
export interface Spool {
  append(header: RecordHeader, body: Buffer, onDurable?: OnDurable): Promise<AppendOutcome>;
  /**
   * Appends records behind each other with one sync: all of them or none. After a crash in the midst a first part of them may be there,
   * never a later one without those before it.
   */
  appendAll(records: readonly SpoolEntry[], onDurable?: OnDurable): Promise<AppendOutcome>;
  /** The sequence of the last record that is on disk, 0 before the first. */
  readonly durable: number;
  /** Bytes on disk and waiting to get there. */
  readonly bytes: number;
  readonly maxBytes: number;
  /** Bytes made durable since it was opened. */
  readonly appendedBytes: number;
  readonly segments: readonly Segment[];
  /** Ends the current segment if it holds anything and began before this. */
  seal(openedBeforeMs: number): Promise<void>;
  /** Removes a sealed segment. */
  remove(segment: Segment): Promise<void>;
  close(): Promise<void>;
}

export interface SpoolOptions {
  readonly dir: string;
  /** Bound of what waits on disk, in bytes. */
  readonly maxBytes?: number;
  /** A segment is sealed once it is this long, in bytes. */
  readonly segmentBytes?: number;
  /** The next sequence is above this: what sinks have already seen under this folder's name. */
  readonly aboveSequence?: number;
  readonly clock?: () => number;
  readonly faults?: FaultHook;
  readonly files?: SpoolFiles;
}

interface Waiting extends RecordToWrite {
  readonly settle: (outcome: AppendOutcome) => void;
}

/** Opens or creates the spool of a folder that the caller has locked; what a crash left behind the whole records (a torn one, zeros) is cut off. */
export async function openSpool(options: SpoolOptions): Promise<Spool> {
  const { dir, clock = Date.now, faults = noFaults, files = plainFiles } = options;
  const maxBytes = options.maxBytes ?? 4 * 1024 ** 3;
  const segmentBytes = options.segmentBytes ?? 64 * 1024 ** 2;
  await mkdir(dir, { recursive: true });
  const segments = await listSegments(dir);
  const tailEnd = await mendTail(segments);
  let durable = Math.max(tailEnd, options.aboveSequence ?? 0);
  let current: Segment | undefined;
  let handle: FileHandle | undefined;
  const zeros = openZerosAhead(files, segmentBytes);
  let waiting: Waiting[] = [];
  let waitingBytes = 0;
  let appendedBytes = 0;
  let running: Promise<void> | undefined;
  let closed = false;

  async function startSegment(): Promise<void> {
    const before = handle;
    const ended = current;
    if (ended) ended.sealed = true;
    current = undefined;
    handle = undefined;
    if (before && ended) await endAt(before, ended.bytes);
    zeros.restart();
    const file = path.join(dir, segmentName(durable + 1));
    handle = await open(file, 'w');
    await syncFolder(dir);
    current = { file, first: durable + 1, bytes: 0, sealed: false, openedAtMs: undefined };
    segments.push(current);
  }

  async function commit(group: readonly Waiting[]): Promise<void> {
    try {
      if (!current || current.bytes >= segmentBytes) await startSegment();
      const segment = current as Segment;
      const buffers = encodeRecords(durable + 1, group);
      const size = buffers.reduce((sum, buffer) => sum + buffer.length, 0);
      const end = segment.bytes + size;
      await files.write(handle as FileHandle, buffers, segment.bytes);
      await zeros.writeBehind(handle as FileHandle, end, size);
      faults('after-append');
      await files.sync(handle as FileHandle);
      faults('after-fsync');
      segment.bytes = end;
      appendedBytes += size;
      segment.openedAtMs ??= clock();
      const first = durable + 1;
      durable += group.length;
      group.forEach(({ settle }, at) => settle({ kind: 'durable', sequence: first + at }));
    } catch (error) {
      const cause = error as NodeJS.ErrnoException;
      const isFull = cause.code === 'ENOSPC' || cause.code === 'EDQUOT';
      await abandonTail();
      group.forEach(({ settle }) => settle(isFull ? { kind: 'disk-full' } : { kind: 'failed', cause }));
    }
  }

  /**
   * After a failed write or sync nobody knows what is on disk behind the durable end: cut it off, and go on in a new file.
   * Readers stop at the first sequence of the next segment, so that even a tail that could not be cut is never delivered twice.
   */
  async function abandonTail(): Promise<void> {
    const broken = current;
    const brokenHandle = handle;
    current = undefined;
    handle = undefined;
    if (!broken) return;
    broken.sealed = true;
    await brokenHandle?.close().catch(ignoreSecondFailure);
    await truncate(broken.file, broken.bytes).catch(ignoreSecondFailure);
    if (broken.bytes === 0) {
      segments.splice(segments.indexOf(broken), 1);
      await rm(broken.file, { force: true }).catch(ignoreSecondFailure);
    }
  }

  async function run(): Promise<void> {
    // One turn of the event loop lets requests that arrived together share a sync.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      await commit(group);
      waitingBytes -= group.reduce((sum, item) => sum + bytesOfRecord(item), 0);
    }
    running = undefined;
  }

  function appendAll(records: readonly SpoolEntry[], onDurable?: OnDurable): Promise<AppendOutcome> {
    if (closed) return Promise.resolve({ kind: 'failed', cause: new Error('the spool is closed') });
    const entries = records.map(({ header, body }) => ({ headerJson: Buffer.from(JSON.stringify(header)), body }));
    const size = entries.reduce((sum, entry) => sum + bytesOfRecord(entry), 0);
    if (bytes() + size > maxBytes) {
      // Only sealed segments are released: without this a spool little larger than a segment would stay full until the segment is old.
      void seal(Number.POSITIVE_INFINITY);
      return Promise.resolve({ kind: 'full' });
    }
    return new Promise((resolve, reject) => {
      const settle = (outcome: AppendOutcome): void => {
        try {
          if (outcome.kind === 'durable') onDurable?.(outcome.sequence);
          resolve(outcome);
        } catch (error) {
          // Theirs, not ours: the records of the others are durable all the same.
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      // They join one group, and a group is durable or fails as a whole: the first one's outcome is that of all.
      waiting.push(...entries.map((entry, at) => ({ ...entry, settle: at === 0 ? settle : ignoreOutcome })));
      waitingBytes += size;
      running ??= run();
    });
  }

  async function seal(openedBeforeMs: number): Promise<void> {
    await running;
    if (!running && !closed && current?.openedAtMs !== undefined && current.openedAtMs < openedBeforeMs) {
      // Appends that arrive meanwhile wait behind the new segment. If it cannot be made, the next append tries again and tells.
      running = startSegment().catch(ignoreSecondFailure).then(run);
      await running;
    }
  }

  const bytes = (): number => segments.reduce((sum, segment) => sum + segment.bytes, waitingBytes);

  const last = segments.at(-1);
  if (last && last.first <= durable + 1 && last.bytes < segmentBytes && tailEnd === durable) {
    current = last;
    current.sealed = false;
    handle = await open(last.file, 'r+');
  }
  if (!current) await startSegment();

  return {
    append: (header, body, onDurable) => appendAll([{ header, body }], onDurable),
    appendAll,
    get durable() {
      return durable;
    },
    get bytes() {
      return bytes();
    },
    maxBytes,
    get appendedBytes() {
      return appendedBytes;
    },
    segments,
    seal,
    async remove(segment) {
      await rm(segment.file, { force: true });
      segments.splice(segments.indexOf(segment), 1);
      await rm(summaryFileOf(segment), { force: true });
    },
    async close() {
      closed = true;
      await running;
      if (handle && current) await endAt(handle, current.bytes);
      handle = undefined;
    },
  };
}

const ignoreOutcome = (): void => undefined;

/** The failure that matters is told by an append; this one only says that tidying up failed too. */
const ignoreSecondFailure = (): void => undefined;
