import type { FileHandle } from 'node:fs/promises';
import type { SpoolFiles } from './plain-files.js';

const ZEROS = Buffer.alloc(2 * 1024 ** 2);
/** Of a group this long the zeros would be a part that counts, in bytes. */
const LONG_GROUP_BYTES = ZEROS.length / 4;

/**
 * Zeros ahead of the records of a segment: a sync of what overwrites them waits for its own bytes, and not for all that the journal of the file system
 * holds of others because a file grew (docs/decisions/2026-11-26-zeros-ahead-of-the-spool.md). Long groups do without.
 */
export interface ZerosAhead {
  /** Writes zeros behind a group of `size` bytes that ends at `end`, where none are left. */
  writeBehind(handle: FileHandle, end: number, size: number): Promise<void>;
  /** A new segment has none. */
  restart(): void;
}

export function openZerosAhead(files: SpoolFiles, segmentBytes: number): ZerosAhead {
  let zerosEnd = 0;
  return {
    async writeBehind(handle, end, size) {
      if (end <= zerosEnd || end >= segmentBytes || size >= LONG_GROUP_BYTES) return;
      const zeros = ZEROS.subarray(0, segmentBytes - end);
      try {
        await files.write(handle, [zeros], end);
        zerosEnd = end + zeros.length;
      } catch {
        // A disk without room for zeros may have room for records all the same: their own write tells.
      }
    },
    restart() {
      zerosEnd = 0;
    },
  };
}
