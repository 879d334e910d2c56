import { type FileHandle, open } from 'node:fs/promises';
import type { Logger } from 'pino';
import { decodeRecord, type SpoolRecord } from './record.js';
import type { Segment } from './segment-files.js';
import type { Spool } from './spool.js';

/** Reads records in order, only what is durable; a sink that is behind lives on this. */
export interface SpoolReader {
  /** Up to about `maxBytes` of records, at least one; empty when there is none yet. */
  next(maxBytes: number): Promise<readonly SpoolRecord[]>;
  /** Goes on behind this sequence. */
  seek(after: number): void;
  close(): Promise<void>;
}

/** Reads from the record behind `after` on. */
export function openSpoolReader(spool: Spool, after: number, log: Logger): SpoolReader {
  let last = after;
  let place: { segment: Segment; handle: FileHandle; offset: number } | undefined;

  async function leave(): Promise<void> {
    const { handle } = place ?? {};
    place = undefined;
    await handle?.close();
  }

  /** The segment that holds the next record. */
  async function enter(): Promise<boolean> {
    const segment = spool.segments.findLast(({ first }) => first <= last + 1) ?? spool.segments[0];
    if (!segment) return false;
    if (place?.segment === segment) return true;
    await leave();
    if (segment.first > last + 1) {
      // Only damage or a removed file leaves a gap; going on loses nothing more.
      log.error({ fromSequence: last + 1, toSequence: segment.first - 1 }, 'spool records lost');
      last = segment.first - 1;
    }
    place = { segment, handle: await open(segment.file, 'r'), offset: 0 };
    return true;
  }

  /** The first sequence that belongs to the segment behind this one. */
  const limitOf = (segment: Segment): number =>
    Math.min(spool.durable + 1, spool.segments[spool.segments.indexOf(segment) + 1]?.first ?? Number.POSITIVE_INFINITY);

  async function readWindow(maxBytes: number): Promise<readonly SpoolRecord[] | 'segment-ended'> {
    if (!place) return [];
    const { segment, handle, offset } = place;
    const available = segment.bytes - offset;
    let window = Math.min(maxBytes, available);
    for (;;) {
      const buffer = Buffer.allocUnsafe(window);
      const { bytesRead } = await handle.read(buffer, 0, window, offset);
      const bytes = buffer.subarray(0, bytesRead);
      const limit = limitOf(segment);
      const records: SpoolRecord[] = [];
      let at = 0;
      let decoded = decodeRecord(bytes, at);
      while (decoded.kind === 'record' && decoded.record.sequence < limit) {
        if (decoded.record.sequence > last) {
          records.push(decoded.record);
          last = decoded.record.sequence;
        }
        at = decoded.end;
        decoded = decodeRecord(bytes, at);
      }
      place.offset = offset + at;
      if (at > 0) return records;
      if (decoded.kind === 'short' && decoded.need <= available) {
        window = decoded.need;
        continue;
      }
      if (decoded.kind === 'damaged') log.error({ segment: segment.file, offset }, 'spool segment damaged');
      return 'segment-ended';
    }
  }

  return {
    async next(maxBytes) {
      while (last < spool.durable) {
        if (!(await enter())) return [];
        const records = await readWindow(maxBytes);
        if (records === 'segment-ended') {
          const behind = place ? spool.segments[spool.segments.indexOf(place.segment) + 1] : undefined;
          if (!behind) return [];
          if (behind.first > last + 1)
            log.error({ fromSequence: last + 1, toSequence: behind.first - 1 }, 'spool records lost');
          last = Math.max(last, behind.first - 1);
        } else if (records.length > 0) return records;
      }
      return [];
    },
    seek(after) {
      if (after < last) throw new Error(`the spool is read forward only: at ${last}, asked for ${after}`);
      last = after;
    },
    close: leave,
  };
}
