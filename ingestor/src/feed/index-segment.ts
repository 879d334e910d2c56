import { open } from 'node:fs/promises';
import type { SegmentIndex } from '@wellhead/stores';
import { arrivedAtMs, decodeRecord } from '../spool/record.js';
import type { Segment } from '../spool/segment-files.js';

const WINDOW_BYTES = 4 * 1024 * 1024;

/** What a sealed segment holds, by source, for the raw archive; undefined if it holds nothing. */
export async function indexSegment(segment: Segment): Promise<SegmentIndex | undefined> {
  const sources: Record<string, { records: number; firstSequence: number; lastSequence: number }> = {};
  let firstReceivedAtMs = Number.POSITIVE_INFINITY;
  let lastReceivedAtMs = Number.NEGATIVE_INFINITY;
  const handle = await open(segment.file, 'r');
  try {
    let offset = 0;
    let window = WINDOW_BYTES;
    while (offset < segment.bytes) {
      const buffer = Buffer.allocUnsafe(Math.min(window, segment.bytes - offset));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, offset);
      const bytes = buffer.subarray(0, bytesRead);
      let at = 0;
      let decoded = decodeRecord(bytes, at);
      for (; decoded.kind === 'record'; decoded = decodeRecord(bytes, at)) {
        const { sequence, header } = decoded.record;
        at = decoded.end;
        // What it repeats is in the archive already; a segment of nothing else need not be kept again.
        if (header.replayOf) continue;
        const known = (sources[header.source] ??= { records: 0, firstSequence: sequence, lastSequence: sequence });
        known.records += 1;
        known.lastSequence = sequence;
        firstReceivedAtMs = Math.min(firstReceivedAtMs, arrivedAtMs(header));
        lastReceivedAtMs = Math.max(lastReceivedAtMs, arrivedAtMs(header));
      }
      offset += at;
      if (at === 0 && decoded.kind === 'damaged') break;
      if (at === 0 && decoded.kind === 'short') {
        if (bytesRead < buffer.length || offset + decoded.need > segment.bytes) break;
        window = decoded.need;
      } else window = WINDOW_BYTES;
    }
  } finally {
    await handle.close();
  }
  return Number.isFinite(firstReceivedAtMs) ? { firstReceivedAtMs, lastReceivedAtMs, sources } : undefined;
}
