import { randomUUID } from 'node:crypto';
import type { FieldTypeRegistry } from '@wellhead/stores';
import type { Decoder, TelemetryKind } from './decode.js';
import type { Decoded, DecodeOptions, Precision, RefusedInput } from './domain/decoded.js';
import { MAX_RAW, openRefusals } from './domain/decoded.js';
import { readJsonList } from './domain/json-points.js';
import type { FaultHook } from './faults.js';
import type { Feed } from './feed/feed.js';
import { jsonRecordsSchema } from './records/record-bodies.js';
import type { RecordFault, RecordTypes } from './records/record-types.js';
import type { RecordHeader } from './spool/record.js';

/** Who sends, for the ledger. */
export interface Sender {
  readonly source: string;
  readonly token: string;
}

/** What keeps a request from being kept; nothing of it is stored. */
export type IntakeRefusal =
  | { readonly kind: 'unreadable'; readonly reason: string }
  | { readonly kind: 'spool-full' }
  | { readonly kind: 'disk-full' }
  | { readonly kind: 'spool-failed'; readonly cause: Error }
  | { readonly kind: 'types-unavailable'; readonly cause: Error }
  | { readonly kind: 'unknown-record-type' };

/** Durable: accepted parts go to their store, refused ones to quarantine. May be acknowledged. */
export interface Kept {
  readonly kind: 'kept';
  readonly received: number;
  readonly refusedCount: number;
  readonly refused: readonly RefusedInput[];
}
export interface KeptRecords extends Kept {
  readonly batchId: string;
  /** Of each refused row, by its place. */
  readonly faults: ReadonlyMap<number, RecordFault>;
}

/** The way in, whatever the protocol: read → check → keep → (acknowledge) → offer to the sinks. */
export interface Intake {
  telemetry(kind: TelemetryKind, body: Buffer, precision: Precision, sender: Sender): Promise<Kept | IntakeRefusal>;
  records(type: string, body: Buffer, sender: Sender): Promise<KeptRecords | IntakeRefusal>;
}

export function openIntake(parts: {
  readonly feed: Feed;
  readonly decoder: Decoder;
  readonly fieldTypes: FieldTypeRegistry;
  readonly recordTypes: RecordTypes;
  readonly clock: () => number;
  readonly faults: FaultHook;
}): Intake {
  const { feed, decoder, fieldTypes, recordTypes, clock, faults } = parts;

  /** Reads a body; types that nobody has used yet are registered durably, and the body is read again with what holds then. */
  async function decodeTyped(
    kind: TelemetryKind,
    body: Buffer,
    options: Omit<DecodeOptions, 'typeOf'>,
  ): Promise<Decoded | IntakeRefusal> {
    const typeOf = (measurement: string, field: string) => fieldTypes.known(measurement, field);
    for (;;) {
      const decoded = decoder.decode(kind, body, { ...options, typeOf });
      if (typeof decoded === 'string') return { kind: 'unreadable', reason: decoded };
      if (decoded.newTypes.length === 0) return decoded;
      try {
        await fieldTypes.register(decoded.newTypes);
      } catch (error) {
        return { kind: 'types-unavailable', cause: asError(error) };
      }
    }
  }

  async function keep(header: RecordHeader, body: Buffer): Promise<number | IntakeRefusal> {
    const outcome = await feed.spool.append(header, body);
    switch (outcome.kind) {
      case 'durable':
        return outcome.sequence;
      case 'full':
        return { kind: 'spool-full' };
      case 'disk-full':
        return { kind: 'disk-full' };
      case 'failed':
        return { kind: 'spool-failed', cause: outcome.cause };
      default:
        return outcome satisfies never;
    }
  }

  return {
    async telemetry(kind, body, precision, { source, token }) {
      const receivedAtMs = clock();
      const decoded = await decodeTyped(kind, body, { precision, receivedAtMs });
      if ('kind' in decoded) return decoded;
      const { received, refusedCount, refused, batch } = decoded;
      if (received === 0) return { kind: 'kept', received, refusedCount, refused };
      const header: RecordHeader = {
        kind,
        source,
        token,
        receivedAtMs,
        precision,
        received,
        accepted: received - refusedCount,
        readings: batch.length,
        ...(refused.length > 0 ? { refused } : {}),
      };
      const sequence = await keep(header, body);
      if (typeof sequence === 'object') return sequence;
      feed.offer({ sequence, header, batch, body: undefined });
      faults('before-ack');
      return { kind: 'kept', received, refusedCount, refused };
    },

    async records(type, body, { source, token }) {
      const checked = await recordTypes.find(type).catch(asError);
      if (checked instanceof Error) return { kind: 'types-unavailable', cause: checked };
      if (!checked) return { kind: 'unknown-record-type' };
      const rows = readJsonList(body, jsonRecordsSchema);
      if (typeof rows === 'string') return { kind: 'unreadable', reason: rows };
      const rowFaults = new Map<number, RecordFault>();
      const refusals = openRefusals();
      rows.forEach((row, index) => {
        const fault = checked.fault(row);
        if (!fault) return;
        rowFaults.set(index, fault);
        refusals.add({ index, raw: (JSON.stringify(row) ?? '').slice(0, MAX_RAW), ...fault });
      });
      const refused = refusals.list();
      const batchId = randomUUID();
      const kept = {
        kind: 'kept' as const,
        received: rows.length,
        refusedCount: rowFaults.size,
        refused,
        batchId,
        faults: rowFaults,
      };
      if (rows.length === 0) return kept;
      const header: RecordHeader = {
        kind: 'records',
        source,
        token,
        receivedAtMs: clock(),
        precision: 'ns',
        received: rows.length,
        accepted: rows.length - rowFaults.size,
        recordType: type,
        batchId,
        ...(rowFaults.size > 0 ? { refused, refusedIndexes: [...rowFaults.keys()] } : {}),
      };
      const sequence = await keep(header, body);
      if (typeof sequence === 'object') return sequence;
      feed.offer({ sequence, header, batch: undefined, body });
      faults('before-ack');
      return kept;
    },
  };
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
