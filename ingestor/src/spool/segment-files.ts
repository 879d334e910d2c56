import { type FileHandle, open, readdir, stat, truncate } from 'node:fs/promises';
import path from 'node:path';
import { decodeRecord } from './record.js';

/** Segments: files of records, named after the first sequence that they hold or would hold. */
export interface Segment {
  readonly file: string;
  readonly first: number;
  /** Durable bytes. */
  bytes: number;
  /** Whether nothing will be added any more. */
  sealed: boolean;
  /** Of its first record, in ms; undefined while it is empty. */
  openedAtMs: number | undefined;
}

const NAME = /^(\d{16})\.wal$/;

export const segmentName = (first: number): string => `${String(first).padStart(16, '0')}.wal`;

/** The file beside a segment that says what it holds; see `feed/segment-summary.ts`. */
export const summaryFileOf = ({ file }: Pick<Segment, 'file'>): string => `${file}.summary.json`;

/** Segments of a folder in order; sizes as they are on disk. */
export async function listSegments(dir: string): Promise<Segment[]> {
  const names = (await readdir(dir)).filter((name) => NAME.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const file = path.join(dir, name);
      const { size, mtimeMs } = await stat(file);
      return {
        file,
        first: Number(name.slice(0, 16)),
        bytes: size,
        sealed: true,
        openedAtMs: size > 0 ? mtimeMs : undefined,
      };
    }),
  );
}

const WINDOW_BYTES = 8 * 1024 * 1024;

/**
 * Where the whole records of a file end, and the sequence of the last one: what follows was torn by a crash. With `upTo`, where the
 * record of that sequence ends.
 */
export async function scanSegment(
  segment: Pick<Segment, 'file' | 'first' | 'bytes'>,
  upTo = Number.POSITIVE_INFINITY,
): Promise<{ readonly bytes: number; readonly last: number }> {
  const handle = await open(segment.file, 'r');
  try {
    let offset = 0;
    let last = segment.first - 1;
    let window = WINDOW_BYTES;
    for (;;) {
      const buffer = Buffer.allocUnsafe(Math.min(window, segment.bytes - offset));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, offset);
      const bytes = buffer.subarray(0, bytesRead);
      let at = 0;
      let decoded = decodeRecord(bytes, at);
      while (decoded.kind === 'record' && decoded.record.sequence === last + 1 && last < upTo) {
        at = decoded.end;
        last += 1;
        decoded = decodeRecord(bytes, at);
      }
      offset += at;
      if (last >= upTo) return { bytes: offset, last };
      const isWhole = decoded.kind === 'short' && offset + decoded.need <= segment.bytes;
      if (!isWhole || bytesRead === 0) return { bytes: offset, last };
      window = Math.max(WINDOW_BYTES, decoded.kind === 'short' ? decoded.need : 0);
    }
  } finally {
    await handle.close();
  }
}

/** Makes a new or removed name in a folder durable. */
export async function syncFolder(dir: string): Promise<void> {
  const handle = await open(dir, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Cuts what follows the whole records of the last segment; returns the last whole sequence. */
export async function mendTail(segments: readonly Segment[]): Promise<number> {
  const last = segments.at(-1);
  if (!last) return 0;
  const whole = await scanSegment(last);
  if (whole.bytes < last.bytes) await truncate(last.file, whole.bytes);
  last.bytes = whole.bytes;
  if (whole.bytes === 0) last.openedAtMs = undefined;
  return whole.last;
}

/** Ends a file behind its records, for good before anything follows it: a sealed segment holds nothing else. */
export async function endAt(handle: FileHandle, bytes: number): Promise<void> {
  try {
    await handle.truncate(bytes);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}
