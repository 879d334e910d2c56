import type { RawArchive } from '@wellhead/stores';
import type { Logger } from 'pino';
import type { Segment } from '../spool/segment-files.js';
import type { Spool } from '../spool/spool.js';
import { indexSegment } from './index-segment.js';

/** How often segments are looked at, in ms. */
const TICK_MS = 1_000;
/** How long an archive that failed is left alone, in ms: each try compresses a segment anew. */
const AGAIN_MS = 30_000;
/** Above this intake, in bytes a second, compressing waits: it would take a core away from it. */
const BUSY_BYTES_PER_SECOND = 4 * 1024 * 1024;

export interface Retention {
  /** Archives and releases what it may, now, however busy intake is. */
  sweep(): Promise<void>;
  /** Releases nothing until the function that this answers with is called: somebody copies the segments. */
  hold(): Promise<() => void>;
  close(): Promise<void>;
}

/**
 * Sealed segments are the raw archive: once every cursor has passed one it is compressed into the archive and removed from the spool.
 * While intake is busy this waits, unless the spool is half full.
 */
export function startRetention(parts: {
  readonly spool: Spool;
  readonly ingestor: string;
  readonly archive: Pick<RawArchive, 'putSegment'>;
  /** Everything up to this sequence is in every store, and they know it. */
  readonly delivered: () => number;
  /** An open segment is sealed when its first record is older, in ms. */
  readonly segmentAgeMs: number;
  readonly log: Logger;
  readonly clock: () => number;
}): Retention {
  const { spool, archive, ingestor, log, clock } = parts;
  let appendedBefore = spool.appendedBytes;
  let running: Promise<void> | undefined;
  let closed = false;
  let againAtMs = Number.NEGATIVE_INFINITY;
  let holders = 0;
  let unheld = Promise.resolve();
  let letGo = (): void => undefined;

  const isReleasable = (segment: Segment): boolean => {
    const behind = spool.segments[spool.segments.indexOf(segment) + 1];
    return segment.sealed && behind !== undefined && behind.first - 1 <= parts.delivered();
  };

  async function release(segment: Segment): Promise<void> {
    const index = await indexSegment(segment);
    if (index) await archive.putSegment(ingestor, segment.first, segment.file, index);
    await spool.remove(segment);
    log.info({ segment: segment.first, bytes: segment.bytes }, 'segment archived');
  }

  async function pass(mayWait: () => boolean): Promise<void> {
    await spool.seal(clock() - parts.segmentAgeMs);
    for (const segment of spool.segments.slice()) {
      if (closed || !isReleasable(segment) || mayWait()) return;
      await release(segment);
    }
  }

  const start = (mayWait: () => boolean): Promise<void> => {
    if (holders > 0) return unheld.then(() => (closed ? undefined : start(mayWait)));
    running ??= pass(mayWait).finally(() => (running = undefined));
    return running;
  };

  const timer = setInterval(() => {
    const intake = spool.appendedBytes - appendedBefore;
    appendedBefore = spool.appendedBytes;
    const isBusy = intake > (BUSY_BYTES_PER_SECOND * TICK_MS) / 1_000;
    const isHalfFull = (): boolean => spool.bytes > spool.maxBytes / 2;
    if (holders > 0 || clock() < againAtMs || (isBusy && !isHalfFull())) return;
    start(() => isBusy && !isHalfFull()).catch((error: unknown) => {
      againAtMs = clock() + AGAIN_MS;
      log.warn({ err: error }, 'segment not archived');
    });
  }, TICK_MS);
  timer.unref();

  return {
    async sweep() {
      await running;
      await start(() => false);
    },
    async hold() {
      if (holders === 0) unheld = new Promise((resolve) => (letGo = resolve));
      holders += 1;
      // Its failure is told where it was started; here it only must not leave the archive held for ever.
      await running?.catch(() => undefined);
      let isHeld = true;
      return () => {
        if (!isHeld) return;
        isHeld = false;
        holders -= 1;
        if (holders === 0) letGo();
      };
    },
    async close() {
      closed = true;
      letGo();
      clearInterval(timer);
      await running?.catch((error: unknown) => log.warn({ err: error }, 'segment not archived'));
    },
  };
}
