import type { QuarantineIdentity, QuarantineRow } from '@wellhead/stores';
import type { RecordHeader } from '../spool/record.js';
import type { RecentRecord } from './recent-records.js';
import type { StoreRefusal } from './telemetry-sink.js';

/** Under which record refused input is kept: a replayed one is what it repeats, so that nothing is refused twice. */
export const identityOf = (
  { replayOf }: RecordHeader,
  sequence: number,
): Pick<QuarantineRow, 'ingestor' | 'spoolSequence'> =>
  replayOf ? { ingestor: replayOf.ingestor, spoolSequence: replayOf.sequence } : { spoolSequence: sequence };

/** What was refused of a record when it came, for quarantine. */
export function refusedAtTheDoor({ header, sequence }: RecentRecord): QuarantineRow[] {
  return (header.refused ?? []).map(({ line, index, place, raw, isPart, covers, reason, found, expected, by }) => ({
    receivedAtMs: header.receivedAtMs,
    source: header.source,
    refusedBy: by ?? refuserOf(header, reason),
    reason: [reason, found && `found ${found}`, expected && `expected ${expected}`].filter(Boolean).join('; '),
    raw,
    place: {
      ...header.place,
      ...place,
      ...(line === undefined ? {} : { line }),
      ...(index === undefined ? {} : { index }),
      ...recordPlace(header),
    },
    ...identityOf(header, sequence),
    kind: header.kind === 'points' || header.kind === 'records' ? header.kind : 'lines',
    precision: header.precision,
    token: header.token,
    covers: covers ?? 1,
    isPart: isPart ?? false,
  }));
}

/** What a repair has to know of refused records: their type, and what was to become of them. */
export const recordPlace = ({ recordType, operation }: RecordHeader): Readonly<Record<string, string>> => ({
  ...(recordType === undefined ? {} : { recordType }),
  ...(operation === undefined ? {} : { operation }),
});

function refuserOf({ kind }: RecordHeader, reason: string): string {
  if (kind === 'records') return 'record-schema';
  return reason.startsWith('field type conflict') ? 'field-types' : 'parser';
}

/** Rows that a store refused, which came back as a record of the spool. */
export function refusedByStore({ header, body }: RecentRecord): QuarantineRow[] {
  // Our own bytes, guarded by the checksum of the spool.
  const rows = JSON.parse(body?.toString('utf8') ?? '[]') as readonly StoreRefusal[];
  return rows.map(({ raw, reason, row, sequence, ingestor, source, receivedAtMs }) => ({
    receivedAtMs,
    source,
    refusedBy: `store ${header.sink ?? ''}`,
    reason,
    raw,
    place: { row },
    spoolSequence: sequence,
    ...(ingestor === undefined ? {} : { ingestor }),
    covers: 0,
  }));
}

/** A record that Postgres takes in no way. */
export function refusedAsAWhole({ header, body, sequence }: RecentRecord, reason: string): QuarantineRow {
  return {
    receivedAtMs: header.receivedAtMs,
    source: header.source,
    refusedBy: 'store postgres',
    reason,
    raw: body?.toString('utf8').slice(0, 1_000_000) ?? '',
    place: {
      ...header.place,
      sequence,
      ...recordPlace(header),
    },
    ...identityOf(header, sequence),
    kind: 'records',
    token: header.token,
    covers: 0,
  };
}

/** The row of quarantine that a record settles. */
export const repairedBy = ({ repair, source }: RecordHeader): QuarantineIdentity[] => {
  if (!repair) return [];
  const { ingestor, spoolSequence, refusedBy, place } = repair;
  return [{ source, ingestor, spoolSequence, refusedBy, place }];
};
