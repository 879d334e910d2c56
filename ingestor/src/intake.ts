import type { RecordOperation } from '@wellhead/stores';
import type { TelemetryKind } from './decode.js';
import type { Precision, RefusedInput } from './domain/decoded.js';
import type { FaultHook } from './faults.js';
import type { Feed } from './feed/feed.js';
import type { Origin, Preparation, Prepared, RefusedBody, Unprepared } from './prepare.js';
import type { RecordFault } from './records/record-types.js';

/** Who sends, for the ledger. */
export interface Sender {
  readonly source: string;
  readonly token: string;
  /** Patterns of the assets that it may write; absent = any. */
  readonly assets?: readonly string[] | undefined;
  /** Told what a request cost: lines, points or rows, and bytes. */
  readonly spend?: ((lines: number, bytes: number) => void) | undefined;
}

/** What keeps a request from being kept; nothing of it is stored. */
export type IntakeRefusal =
  | Unprepared
  | { readonly kind: 'spool-full' }
  | { readonly kind: 'disk-full' }
  | { readonly kind: 'spool-failed'; readonly cause: Error };

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

/** One message of a source. It is always kept: what cannot be read goes to quarantine as a whole. */
export type SourceMessage = Origin &
  (
    | { readonly kind: TelemetryKind; readonly body: Buffer; readonly precision: Precision }
    | {
        readonly kind: 'records';
        readonly recordType: string;
        readonly operation?: RecordOperation;
        readonly body: Buffer;
      }
    | ({ readonly kind: 'refused' } & RefusedBody)
  );

/** Why messages of a source cannot be kept now; none of them is stored, and they may be offered again. */
export type KeepLater = Exclude<IntakeRefusal, { kind: 'unreadable' | 'unknown-record-type' }>;

/** In words, for those who look at a source or a file that waits. */
export function reasonToWait(later: KeepLater): string {
  switch (later.kind) {
    case 'spool-full':
      return 'the spool is full because stores are behind; it goes on when they have caught up';
    case 'disk-full':
      return 'the disk of the spool is full; make room';
    case 'spool-failed':
      return `the spool cannot be written: ${later.cause.message}`;
    case 'types-unavailable':
      return `types cannot be looked up or registered in Postgres: ${later.cause.message}`;
    default:
      return later satisfies never;
  }
}

/** The way in, whatever the protocol: read → check → keep → (acknowledge) → offer to the sinks. */
export interface Intake {
  telemetry(kind: TelemetryKind, body: Buffer, precision: Precision, sender: Sender): Promise<Kept | IntakeRefusal>;
  records(type: string, body: Buffer, sender: Sender): Promise<KeptRecords | IntakeRefusal>;
  /** Keeps messages in their order, all of them or none, with one sync; one outcome a message. */
  messages(messages: readonly SourceMessage[], sender: Sender): Promise<readonly Kept[] | KeepLater>;
}

export function openIntake(parts: {
  readonly feed: Feed;
  readonly prepare: Preparation;
  /** Told of what was refused, once it is durable. */
  readonly quarantined: (source: string, kept: Kept) => void;
  readonly faults: FaultHook;
}): Intake {
  const { feed, prepare, quarantined, faults } = parts;

  /** Makes bodies durable and hands them to the sinks; those that hold nothing are left out. */
  async function keep(all: readonly Prepared[]): Promise<'kept' | KeepLater> {
    const prepared = all.filter(({ header }) => header.received > 0);
    if (prepared.length === 0) return 'kept';
    const outcome = await feed.spool.appendAll(prepared, (sequence) =>
      prepared.forEach(({ header, batch, body }, at) =>
        feed.offer({ sequence: sequence + at, header, batch, body: batch ? undefined : body }),
      ),
    );
    if (outcome.kind !== 'durable') for (const { forget } of prepared) forget?.();
    switch (outcome.kind) {
      case 'durable':
        for (const { header, kept } of prepared) if (kept.refusedCount > 0) quarantined(header.source, kept);
        faults('before-ack');
        const behind = feed.keptUp();
        if (behind) await behind;
        return 'kept';
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

  async function keepOne<K extends Kept>(
    prepared: Prepared<K> | Unprepared,
    { spend }: Sender,
  ): Promise<K | IntakeRefusal> {
    if (prepared.kind !== 'prepared') return prepared;
    spend?.(prepared.kept.received, prepared.body.length);
    const outcome = await keep([prepared]);
    return outcome === 'kept' ? prepared.kept : outcome;
  }

  /** A message that cannot be read is a refused one: a source goes on behind it. */
  async function prepareMessage(message: SourceMessage, sender: Sender): Promise<Prepared | KeepLater> {
    if (message.kind === 'refused') return prepare.refused(message, sender, message);
    const outcome =
      message.kind === 'records'
        ? await prepare.records(message.recordType, message.body, sender, message, message.operation)
        : await prepare.telemetry(message.kind, message.body, message.precision, sender, message);
    switch (outcome.kind) {
      case 'prepared':
      case 'types-unavailable':
        return outcome;
      case 'unreadable':
        return prepare.refused({ body: message.body, reason: outcome.reason }, sender, message);
      case 'unknown-record-type': {
        const found = message.kind === 'records' ? message.recordType : message.kind;
        const refused = { body: message.body, reason: 'the record type is not known', found };
        return prepare.refused({ ...refused, expected: 'a record type of an installed pack' }, sender, message);
      }
      default:
        return outcome satisfies never;
    }
  }

  return {
    telemetry: async (kind, body, precision, sender) =>
      keepOne(await prepare.telemetry(kind, body, precision, sender), sender),
    records: async (type, body, sender) => keepOne(await prepare.records(type, body, sender), sender),
    async messages(messages, sender) {
      const prepared: Prepared[] = [];
      for (const message of messages) {
        const outcome = await prepareMessage(message, sender);
        if (outcome.kind !== 'prepared') {
          for (const { forget } of prepared) forget?.();
          return outcome;
        }
        prepared.push(outcome);
      }
      const outcome = await keep(prepared);
      return outcome === 'kept' ? prepared.map(({ kept }) => kept) : outcome;
    },
  };
}
