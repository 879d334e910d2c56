import type { OwnedBatch } from '../domain/columns.js';
import type { RecordHeader } from '../spool/record.js';

/**
 * Records that are durable and still in memory, so that sinks which keep up need not read them back. It is a cache: what does not
 * fit is left out, and whoever misses it reads the spool.
 */
export interface RecentRecord {
  readonly sequence: number;
  readonly header: RecordHeader;
  /** Rows of kinds `lines` and `points`, until the telemetry sink has delivered them. */
  batch: OwnedBatch | undefined;
  /** Of the other kinds. */
  readonly body: Buffer | undefined;
}

export interface RecentRecords {
  add(record: RecentRecord): void;
  get(sequence: number): RecentRecord | undefined;
  /** Frees the rows of records up to this sequence. */
  forgetRows(upTo: number): void;
  /** Forgets records up to this sequence. */
  forget(upTo: number): void;
  /** Estimated bytes held. */
  readonly bytes: number;
}

const RECORD_BYTES = 600;
const ROW_BYTES = 28;

/** What a record costs in memory, about. */
function bytesOf({ batch, body, header }: RecentRecord): number {
  let bytes = RECORD_BYTES + (body?.length ?? 0) + (header.refused?.length ?? 0) * 200;
  if (batch) {
    bytes += batch.length * ROW_BYTES;
    if (batch.strings) for (const text of batch.strings) bytes += 2 * (text?.length ?? 0);
  }
  return bytes;
}

export function openRecentRecords(maxBytes: number): RecentRecords {
  const records = new Map<number, { record: RecentRecord; bytes: number }>();
  let bytes = 0;
  return {
    add(record) {
      const size = bytesOf(record);
      if (bytes + size > maxBytes) {
        record.batch?.release();
        return;
      }
      records.set(record.sequence, { record, bytes: size });
      bytes += size;
    },
    get: (sequence) => records.get(sequence)?.record,
    forgetRows(upTo) {
      for (const [sequence, held] of records) {
        if (sequence > upTo) break;
        if (!held.record.batch) continue;
        held.record.batch.release();
        held.record.batch = undefined;
        const size = bytesOf(held.record);
        bytes -= held.bytes - size;
        held.bytes = size;
      }
    },
    forget(upTo) {
      for (const [sequence, held] of records) {
        if (sequence > upTo) break;
        records.delete(sequence);
        held.record.batch?.release();
        bytes -= held.bytes;
      }
    },
    get bytes() {
      return bytes;
    },
  };
}
