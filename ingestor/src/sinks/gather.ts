import type { Logger } from 'pino';
import { openSpoolReader, type SpoolReader } from '../spool/reader.js';
import type { SpoolRecord } from '../spool/record.js';
import type { Spool } from '../spool/spool.js';
import type { RecentRecord, RecentRecords } from './recent-records.js';

/** Reads records for a sink: from memory while they are there, else back from the spool. */
export interface RecordSource {
  /** The record with this sequence, once it is durable. */
  take(sequence: number): Promise<RecentRecord | undefined>;
  close(): Promise<void>;
}

/** A small delivery waits so long for company, in ms: a commit a request would cost more than the requests. */
const COMPANY_MS = 20;
/** Small deliveries begin at least so far apart, in ms: of twenty requests a second not each pays a commit in two stores. */
const APART_MS = 100;
/** No record waits longer for company, in ms, however steadily it comes. */
const LONGEST_MS = 200;

/** Waits for records that a small delivery can take along; false when it is to leave. */
export type Company = (gatheringSinceMs: number) => Promise<boolean>;

/** `gatheringSinceMs`: when the first record of the delivery was taken, by `performance.now()`. */
export function openCompany(spool: Pick<Spool, 'durable'>): Company {
  let leftAtMs = Number.NEGATIVE_INFINITY;
  return async (gatheringSinceMs) => {
    const seen = spool.durable;
    const nowMs = performance.now();
    const untilMs = Math.min(Math.max(nowMs + COMPANY_MS, leftAtMs + APART_MS), gatheringSinceMs + LONGEST_MS);
    if (untilMs > nowMs) await new Promise((resolve) => setTimeout(resolve, untilMs - nowMs));
    if (untilMs > nowMs && spool.durable !== seen) return true;
    leftAtMs = performance.now();
    return false;
  };
}

/** Bytes read from disk at a time. */
const READ_BYTES = 4 * 1024 * 1024;

/** `decode` turns a record from disk into what `RecentRecords` would have held. */
export function openRecordSource(parts: {
  readonly spool: Spool;
  readonly recent: RecentRecords;
  readonly decode: (record: SpoolRecord) => RecentRecord;
  readonly log: Logger;
}): RecordSource {
  const { spool, recent, decode, log } = parts;
  let reader: SpoolReader | undefined;
  let at = 0;
  let read: SpoolRecord[] = [];
  return {
    async take(sequence) {
      const held = recent.get(sequence);
      if (held) return held;
      if (sequence > spool.durable) return undefined;
      while (read[0] && read[0].sequence < sequence) read.shift();
      if (read[0]?.sequence !== sequence) {
        if (!reader || at >= sequence) {
          await reader?.close();
          reader = openSpoolReader(spool, sequence - 1, log);
        } else if (at < sequence - 1) reader.seek(sequence - 1);
        read = [...(await reader.next(READ_BYTES))];
        at = read.at(-1)?.sequence ?? sequence - 1;
      }
      const record = read[0];
      // A gap (damage, told by the reader) is passed over: the next record there is counts for the lost ones.
      return record && decode(record);
    },
    async close() {
      await reader?.close();
    },
  };
}
