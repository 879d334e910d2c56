import { crc32 } from 'node:zlib';
import type { RecordOperation, SourcePosition } from '@wellhead/stores';
import type { CheckedRows } from '../domain/checks/checked-rows.js';
import type { Precision, RefusedInput } from '../domain/decoded.js';

export type Place = Readonly<Record<string, string | number>>;

/**
 * One acknowledged request in the spool:
 * `[u32 length of the payload][u32 crc32 of the payload][payload]`, payload = `[f64 sequence][u32 length of the header][header JSON][body]`,
 * little endian. The body is what was received, decompressed.
 */
export interface RecordHeader {
  readonly kind: 'lines' | 'points' | 'records' | 'store-refusals' | 'refused';
  /** Who sent it, as the ledger counts. */
  readonly source: string;
  readonly token: string;
  readonly receivedAtMs: number;
  readonly precision: Precision;
  /** Lines, points or rows. received = accepted + quarantined. */
  readonly received: number;
  readonly accepted: number;
  /** Readings in the accepted lines and points. */
  readonly readings?: number;
  /** Patterns of the assets that the token could write then: reading the body again refuses the same lines. */
  readonly assets?: readonly string[];
  readonly refused?: readonly RefusedInput[];
  /** What checks decided about the rows of the body; applied again whenever it is read back. */
  readonly checked?: CheckedRows;
  /** Where its source had it (topic, partition, offset, page …); told with whatever is refused of it. */
  readonly place?: Place;
  /** How far its source has come with it. */
  readonly position?: SourcePosition | readonly SourcePosition[];
  /** Of kind `records`: the record type and the batch they belong to. */
  readonly recordType?: string;
  /** Default: upsert. The body of a deletion holds keys; that of a truncation one row, which says nothing. */
  readonly operation?: RecordOperation;
  readonly batchId?: string;
  /** Places of all rows that were refused, however many. */
  readonly refusedIndexes?: readonly number[];
  /** Of kind `store-refusals`: the name of the store that refused. */
  readonly sink?: string;
  /** Of a record that the raw archive gave back: the one it repeats. It counts nothing, since that one was counted. */
  readonly replayOf?: RecordIdentity;
  /** Of refused input that was let in again: the row of quarantine that is settled with it. What it held as refused it now holds as accepted. */
  readonly repair?: Repair;
}

/** A row of quarantine, by what names it in a rebuilt database too, and when it was let in again. */
export interface Repair {
  readonly ingestor: string;
  readonly spoolSequence: number;
  readonly refusedBy: string;
  readonly place: Place;
  readonly atMs: number;
}

/** A record of any spool, for good: sequences of a folder are never used twice. */
export interface RecordIdentity {
  readonly ingestor: string;
  readonly sequence: number;
}

/** When it was acknowledged: records of one spool are in this order, clocks permitting. */
export const arrivedAtMs = ({ receivedAtMs, repair }: RecordHeader): number => repair?.atMs ?? receivedAtMs;

export interface SpoolRecord {
  readonly sequence: number;
  readonly header: RecordHeader;
  readonly body: Buffer;
}

const FRAME_BYTES = 8;
const FIXED_BYTES = 12;
/** No record is longer: a larger length is damage, not data. */
const MAX_RECORD_BYTES = 512 * 1024 * 1024;

/** A record on its way to disk. */
export interface RecordToWrite {
  readonly headerJson: Buffer;
  readonly body: Buffer;
}

/** A smaller body is copied behind its header: one buffer for many small records costs less than two for each. */
const SMALL_BODY_BYTES = 16 * 1024;

export const bytesOfRecord = ({ headerJson, body }: RecordToWrite): number =>
  FRAME_BYTES + FIXED_BYTES + headerJson.length + body.length;

/** Records from `first` on as buffers to write one behind the other; large bodies are not copied. */
export function encodeRecords(first: number, records: readonly RecordToWrite[]): Buffer[] {
  const copied = records.reduce((sum, record) => sum + bytesOfRecord(record) - bytesLeftAlone(record), 0);
  const block = Buffer.allocUnsafe(copied);
  const buffers: Buffer[] = [];
  let from = 0;
  let at = 0;
  records.forEach((record, index) => {
    const { headerJson, body } = record;
    const payload = at + FRAME_BYTES;
    block.writeUInt32LE(FIXED_BYTES + headerJson.length + body.length, at);
    block.writeDoubleLE(first + index, payload);
    block.writeUInt32LE(headerJson.length, payload + 8);
    block.set(headerJson, payload + FIXED_BYTES);
    const behindHeader = payload + FIXED_BYTES + headerJson.length;
    if (bytesLeftAlone(record) === 0) {
      block.set(body, behindHeader);
      const end = behindHeader + body.length;
      block.writeUInt32LE(crc32(block.subarray(payload, end)), at + 4);
      at = end;
      return;
    }
    block.writeUInt32LE(crc32(body, crc32(block.subarray(payload, behindHeader))), at + 4);
    buffers.push(block.subarray(from, behindHeader), body);
    from = at = behindHeader;
  });
  if (at > from) buffers.push(block.subarray(from, at));
  return buffers;
}

const bytesLeftAlone = ({ body }: RecordToWrite): number => (body.length < SMALL_BODY_BYTES ? 0 : body.length);

export type DecodedRecord =
  | { readonly kind: 'record'; readonly record: SpoolRecord; readonly end: number }
  /** More bytes are needed: this many from the start of the record. */
  | { readonly kind: 'short'; readonly need: number }
  | { readonly kind: 'damaged' };

/** Reads the record at `at`; everything it returns views `bytes`. */
export function decodeRecord(bytes: Buffer, at: number): DecodedRecord {
  if (bytes.length - at < FRAME_BYTES + FIXED_BYTES) return { kind: 'short', need: FRAME_BYTES + FIXED_BYTES };
  const length = bytes.readUInt32LE(at);
  if (length < FIXED_BYTES || length > MAX_RECORD_BYTES) return { kind: 'damaged' };
  const end = at + FRAME_BYTES + length;
  if (end > bytes.length) return { kind: 'short', need: FRAME_BYTES + length };
  const payload = bytes.subarray(at + FRAME_BYTES, end);
  if (crc32(payload) !== bytes.readUInt32LE(at + 4)) return { kind: 'damaged' };
  const headerEnd = FIXED_BYTES + payload.readUInt32LE(8);
  if (headerEnd > payload.length) return { kind: 'damaged' };
  // The checksum holds: these are bytes that we wrote ourselves, so their shape is not checked again.
  const header = JSON.parse(payload.toString('utf8', FIXED_BYTES, headerEnd)) as RecordHeader;
  return {
    kind: 'record',
    record: { sequence: payload.readDoubleLE(0), header, body: payload.subarray(headerEnd) },
    end,
  };
}
