import type { QuarantineSelection } from '@wellhead/contracts';
import { keepRefusedAgain, listQuarantine, type QuarantinedRow, type RecordOperation } from '@wellhead/stores';
import type { Pool } from 'pg';
import { PRECISIONS } from '../domain/decoded.js';
import type { FaultHook } from '../faults.js';
import { type Kept, type Sender } from '../intake.js';
import type { Preparation, Prepared, Unprepared } from '../prepare.js';
import { appendAgain } from '../replay/append-again.js';
import type { RecordHeader } from '../spool/record.js';
import { openRepairBodies, type RepairBodyParts } from './repair-body.js';

/** What became of refused rows that were let in again. */
export interface RepairOutcome {
  /** Rows of quarantine that are in now; a row that tells of the rest of a body may have left new ones behind. */
  readonly replayed: number;
  /** Rows that were refused again; each says why. */
  readonly refusedAgain: number;
}

export interface RepairParts extends RepairBodyParts {
  readonly pool: Pool;
  readonly prepare: Preparation;
  readonly faults: FaultHook;
  readonly clock: () => number;
}

/** Rows let in together. */
const PAGE = 500;
/** Of repairs, one at a time goes on in all ingestors: two would let the same row in twice. Any number that nothing else locks. */
const LOCK = 7_203_441_877;

/**
 * Lets open rows of quarantine come in again, through the checks of today and with the time at which they were received. What passes is durable
 * before its row is settled, by the sink that delivers it; so a crash in between loses nothing, and because a repair begins by delivering
 * what lies in the spool, the rows that a crashed one let in are settled before the next one looks. What does not pass stays, with its new reason.
 */
export async function repairQuarantine(
  parts: RepairParts,
  selection: QuarantineSelection,
  onProgress: (outcome: RepairOutcome) => void = () => undefined,
): Promise<RepairOutcome> {
  const { pool, feed } = parts;
  const bodyOf = openRepairBodies(parts);
  let replayed = 0;
  let refusedAgain = 0;
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await feed.drained();
    for (let afterId = 0; ;) {
      const rows = await listQuarantine(pool, { ...selection, state: 'open', afterId, limit: PAGE });
      const last = rows.at(-1);
      if (!last) break;
      afterId = last.id;
      const refused: { id: number; reason: string }[] = [];
      const appending: Promise<void>[] = [];
      // Rows of files come in by a run of their flow.
      for (const row of rows.filter(isOfFeed)) {
        const prepared = await prepareRow(parts.prepare, row, bodyOf);
        if (typeof prepared === 'string') refused.push({ id: row.id, reason: prepared });
        else appending.push(letIn(parts, row, prepared));
      }
      await Promise.all(appending);
      await keepRefusedAgain(pool, refused);
      replayed += appending.length;
      refusedAgain += refused.length;
      onProgress({ replayed, refusedAgain });
    }
    await feed.drained();
    return { replayed, refusedAgain };
  } finally {
    await client.query('select pg_advisory_unlock($1)', [LOCK]).then(
      () => client.release(),
      (error: Error) => client.release(error),
    );
  }
}

type FeedRow = QuarantinedRow & { readonly kind: Exclude<QuarantinedRow['kind'], 'file-rows'> };
const isOfFeed = (row: QuarantinedRow): row is FeedRow => row.kind !== 'file-rows';

/** The row as it may come in; text says why it may not. */
async function prepareRow(
  prepare: Preparation,
  row: FeedRow,
  bodyOf: ReturnType<typeof openRepairBodies>,
): Promise<Prepared | string> {
  const found = await bodyOf(row);
  if (found.kind === 'missing') return found.reason;
  const sender: Sender = { source: row.source, token: row.token };
  const origin = { receivedAtMs: row.receivedAtMs };
  const precision = PRECISIONS.find((one) => one === row.precision) ?? 'ns';
  const prepared: Prepared | Unprepared =
    row.kind === 'records'
      ? await prepare.records(String(row.place['recordType'] ?? ''), found.body, sender, origin, operationOf(row))
      : await prepare.telemetry(row.kind, found.body, precision, sender, origin);
  if (prepared.kind !== 'prepared') return whyNot(prepared, row);
  const { received, refusedCount, refused } = prepared.kept;
  const isSummary = row.covers > 1;
  if (!isSummary && refusedCount > 0) {
    prepared.forget?.();
    return reasonOf(refused[0]);
  }
  if (row.covers > 0 && received !== row.covers) {
    prepared.forget?.();
    return `the text holds ${received} ${row.kind}, expected ${row.covers}: correct one row at a time`;
  }
  return prepared;
}

const operationOf = ({ place: { operation } }: QuarantinedRow): RecordOperation =>
  operation === 'delete' || operation === 'truncate' ? operation : 'upsert';

function whyNot(unprepared: Unprepared, { place }: QuarantinedRow): string {
  switch (unprepared.kind) {
    case 'unreadable':
      return unprepared.reason;
    case 'unknown-record-type':
      return `no installed pack has the record type ${place['recordType'] ?? ''}`;
    case 'types-unavailable':
      throw new Error('Types or record types cannot be looked up now: try again later.', { cause: unprepared.cause });
    default:
      return unprepared satisfies never;
  }
}

const reasonOf = (first: Kept['refused'][number] | undefined): string =>
  [first?.reason ?? 'refused', first?.found && `found ${first.found}`, first?.expected && `expected ${first.expected}`]
    .filter(Boolean)
    .join('; ');

/** Makes it durable and hands it to the sinks; waits while the spool is full. */
async function letIn({ feed, faults, clock }: RepairParts, row: QuarantinedRow, prepared: Prepared): Promise<void> {
  const { ingestor = '', spoolSequence = 0, refusedBy, place, covers } = row;
  const header: RecordHeader = {
    ...prepared.header,
    // What a store refused was counted as accepted when it came.
    ...(covers === 0 ? { received: 0, accepted: 0, readings: 0 } : {}),
    repair: { ingestor, spoolSequence, refusedBy, place, atMs: clock() },
  };
  const { batch, body } = prepared;
  try {
    await appendAgain(feed, { header, body, batch }, () => faults('mid-repair'));
  } catch (error) {
    prepared.forget?.();
    throw error;
  }
}
