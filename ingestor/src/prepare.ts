import { randomUUID } from 'node:crypto';
import type { RecordOperation, SourcePosition } from '@wellhead/stores';
import { type Decoder, readingOf, type TelemetryKind } from './decode.js';
import type { AssetRule } from './domain/asset-rule.js';
import type { OwnedBatch } from './domain/columns.js';
import type { Decoded, DecodeOptions, Precision, RefusedInput } from './domain/decoded.js';
import type { BatchChecker } from './domain/checks/check-batch.js';
import { refuseParts } from './domain/checks/refuse-parts.js';
import { tooManyLines, tooManyRows } from './domain/body-parts.js';
import { BOUNDED, excerptOf, openRefusals } from './domain/decoded.js';
import { readJsonList } from './domain/json-points.js';
import type { Kept, KeptRecords, Sender } from './intake.js';
import { jsonRecordsSchema } from './records/record-bodies.js';
import type { RecordFault, RecordTypes } from './records/record-types.js';
import type { Place, RecordHeader } from './spool/record.js';
import { settleTags, type TagMap } from './tags/tagged-points.js';

/** Where a body comes from, beside who sent it. Requests have none of it. */
export interface Origin {
  /** Told with whatever is refused. */
  readonly place?: Place;
  /** Kept in the same record, so that the source resumes exactly behind it; in each of its streams that the message moves. */
  readonly position?: SourcePosition | readonly SourcePosition[];
  /** Default: now. The time of readings without one. */
  readonly receivedAtMs?: number;
  /** Parts that the source itself could not turn into readings; the body holds the others. */
  readonly refused?: readonly RefusedInput[];
  /** Tells where parts of the body that are refused come from. */
  readonly trace?: (refused: readonly RefusedInput[]) => Promise<readonly RefusedInput[]>;
}

/** A body that was read and checked, as it will lie in the spool; `kept` is what may be told once it is durable. */
export interface Prepared<K extends Kept = Kept> {
  readonly kind: 'prepared';
  readonly header: RecordHeader;
  readonly body: Buffer;
  readonly batch: OwnedBatch | undefined;
  readonly kept: K;
  /** Forgets what checks learnt from it: it was not kept after all. */
  readonly forget?: (() => void) | undefined;
}

/** What keeps a body from being read or checked; nothing of it is stored. */
export type Unprepared =
  | { readonly kind: 'unreadable'; readonly reason: string }
  | { readonly kind: 'types-unavailable'; readonly cause: Error }
  | { readonly kind: 'unknown-record-type' };

/** A body that is refused as a whole, for quarantine. */
export interface RefusedBody {
  readonly body: Buffer;
  readonly reason: string;
  readonly found?: string;
  readonly expected?: string;
}

export interface Preparation {
  telemetry(
    kind: TelemetryKind,
    body: Buffer,
    precision: Precision,
    sender: Sender,
    origin?: Origin,
  ): Promise<Prepared | Unprepared>;
  records(
    type: string,
    body: Buffer,
    sender: Sender,
    origin?: Origin,
    operation?: RecordOperation,
  ): Promise<Prepared<KeptRecords> | Unprepared>;
  refused(refused: RefusedBody, sender: Sender, origin: Origin): Prepared;
}

/** Reads and checks bodies on their way in. */
export function openPreparation(parts: {
  readonly decoder: Decoder;
  readonly recordTypes: RecordTypes;
  readonly checker: BatchChecker;
  readonly tags: { readonly now: TagMap };
  readonly clock: () => number;
}): Preparation {
  const { decoder, recordTypes, checker, tags, clock } = parts;

  async function decodeTyped(
    kind: TelemetryKind,
    body: Buffer,
    options: Omit<DecodeOptions, 'typeOf'>,
  ): Promise<Decoded | Unprepared> {
    try {
      const decoded = await decoder.decodeRegistered(kind, body, options);
      return typeof decoded === 'string' ? { kind: 'unreadable', reason: decoded } : decoded;
    } catch (error) {
      return { kind: 'types-unavailable', cause: asError(error) };
    }
  }

  /** What headers of every kind hold; what is undefined is not written. */
  const headerOf = ({ source, token, assets }: Sender, { place, position, receivedAtMs }: Origin) => ({
    source,
    token,
    assets,
    receivedAtMs: receivedAtMs ?? clock(),
    place,
    position,
  });

  return {
    async telemetry(kind, given, precision, sender, origin = {}) {
      const tooMany = kind === 'lines' ? tooManyLines(given) : tooManyRows(given, 'points');
      if (tooMany !== undefined) return { kind: 'unreadable', reason: tooMany };
      const body = kind === 'points' ? settleTags(given, tags.now) : given;
      const receivedAtMs = origin.receivedAtMs ?? clock();
      const options = readingOf({ precision, receivedAtMs, assets: sender.assets });
      const decoded = await decodeTyped(kind, body, options);
      if ('kind' in decoded) return decoded;
      const verdict = checker.check(decoded.batch, receivedAtMs);
      const byCheck =
        verdict && refuseParts(verdict.faults, verdict.faults.length > 0 ? decoder.partsOf(kind, body, options) : []);
      const checked = byCheck && byCheck.count > 0 ? { ...verdict.checked, refused: byCheck.rows } : verdict?.checked;
      const batch = checked ? await decoder.applyRegistered(decoded.batch, checked).catch(asError) : decoded.batch;
      if (batch instanceof Error) {
        verdict?.undo();
        return { kind: 'types-unavailable', cause: batch };
      }
      const ofBody = byCheck ? [...decoded.refused, ...byCheck.refused] : decoded.refused;
      const refused = ofBody.length === 0 && !origin.refused ? ofBody : await allRefused(origin, ofBody);
      const refusedCount = decoded.refusedCount + (origin.refused?.length ?? 0) + (byCheck?.count ?? 0);
      const received = decoded.received + (origin.refused?.length ?? 0);
      const header: RecordHeader = {
        kind,
        source: sender.source,
        token: sender.token,
        assets: sender.assets,
        receivedAtMs,
        place: origin.place,
        position: origin.position,
        precision,
        received,
        accepted: received - refusedCount,
        readings: batch.length,
        refused: refused.length > 0 ? refused : undefined,
        checked,
      };
      const kept = { kind: 'kept' as const, received, refusedCount, refused };
      return { kind: 'prepared', header, body, batch, kept, forget: verdict?.undo };
    },

    async records(type, body, sender, origin = {}, operation = 'upsert') {
      const checked = await recordTypes.find(type).catch(asError);
      if (checked instanceof Error) return { kind: 'types-unavailable', cause: checked };
      if (!checked) return { kind: 'unknown-record-type' };
      const tooMany = tooManyRows(body, 'rows');
      if (tooMany !== undefined) return { kind: 'unreadable', reason: tooMany };
      const rows = readJsonList(body, jsonRecordsSchema);
      if (typeof rows === 'string') return { kind: 'unreadable', reason: rows };
      const mayWrite = sender.assets && decoder.assetRule(sender.assets);
      const faults = new Map<number, RecordFault>();
      const refusals = openRefusals();
      rows.forEach((row, index) => {
        const fault = checked.fault(row, operation) ?? (mayWrite && assetFault(mayWrite, row));
        if (!fault) return;
        faults.set(index, fault);
        refusals.add({ index, ...excerptOf(JSON.stringify(row) ?? '', BOUNDED), ...fault });
      });
      const refused = await allRefused(origin, refusals.list());
      const before = origin.refused?.length ?? 0;
      const refusedCount = before + faults.size;
      const batchId = randomUUID();
      const header: RecordHeader = {
        kind: 'records',
        ...headerOf(sender, origin),
        precision: 'ns',
        received: before + rows.length,
        accepted: rows.length - faults.size,
        recordType: type,
        ...(operation === 'upsert' ? {} : { operation }),
        batchId,
        ...(refusedCount > 0 ? { refused, refusedIndexes: [...faults.keys()] } : {}),
      };
      const kept = {
        kind: 'kept' as const,
        received: before + rows.length,
        refusedCount,
        refused,
        batchId,
        faults,
      };
      return { kind: 'prepared', header, body, batch: undefined, kept };
    },

    refused({ body, reason, found, expected }, sender, origin) {
      const refused: readonly RefusedInput[] = [
        {
          ...excerptOf(body.toString('utf8'), BOUNDED),
          reason,
          ...(found === undefined ? {} : { found }),
          ...(expected === undefined ? {} : { expected }),
        },
      ];
      const header: RecordHeader = {
        kind: 'refused',
        ...headerOf(sender, origin),
        precision: 'ns',
        received: 1,
        accepted: 0,
        refused,
      };
      return {
        kind: 'prepared',
        header,
        body,
        batch: undefined,
        kept: { kind: 'kept', received: 1, refusedCount: 1, refused },
      };
    },
  };
}

/** What the source could not turn into a part of the body, and what is refused of the body, told as the source knows it. */
async function allRefused(origin: Origin, ofBody: readonly RefusedInput[]): Promise<readonly RefusedInput[]> {
  const traced = ofBody.length > 0 && origin.trace ? await origin.trace(ofBody) : ofBody;
  return origin.refused ? [...origin.refused, ...traced] : traced;
}

function assetFault(mayWrite: AssetRule, row: unknown): RecordFault | undefined {
  const asset = typeof row === 'object' && row !== null && 'asset' in row ? row.asset : undefined;
  return mayWrite(typeof asset === 'string' ? asset : undefined);
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
