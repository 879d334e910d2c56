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
export const MAX_RECORD_BYTES = 512 * 1024 * 1024;

/** A record as buffers to write one behind the other; the body is not copied. */
export function encodeRecord(sequence: number, headerJson: Buffer, body: Buffer): [Buffer, Buffer] {
  const head = Buffer.allocUnsafe(FRAME_BYTES + FIXED_BYTES + headerJson.length);
  head.writeUInt32LE(FIXED_BYTES + headerJson.length + body.length, 0);
  head.writeDoubleLE(sequence, FRAME_BYTES);
  head.writeUInt32LE(headerJson.length, FRAME_BYTES + 8);
  headerJson.copy(head, FRAME_BYTES + FIXED_BYTES);
  head.writeUInt32LE(crc32(body, crc32(head.subarray(FRAME_BYTES))), 4);
  return [head, body];
}

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
