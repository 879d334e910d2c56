import type { RecordHeader } from '../spool/record.js';

/** Rows of one source and hour, as they are added to the ledger. */
export interface TallyEntry {
  readonly source: string;
  readonly hourMs: number;
  received: number;
  accepted: number;
  /** Readings in the accepted lines and points. */
  readings: number;
}

/** Counts by source and hour. */
export type Tally = Map<string, TallyEntry>;

const HOUR_MS = 3_600_000;

export const TELEMETRY_SINK = 'telemetry';
export const POSTGRES_SINK = 'postgres';
export type SinkName = typeof TELEMETRY_SINK | typeof POSTGRES_SINK;

/** The sink that takes the accepted rows of a record; none for records that hold only what was refused. */
export function sinkOf({ kind }: Pick<RecordHeader, 'kind'>): SinkName | undefined {
  switch (kind) {
    case 'lines':
    case 'points':
      return TELEMETRY_SINK;
    case 'records':
      return POSTGRES_SINK;
    case 'store-refusals':
    case 'refused':
      return undefined;
    default:
      return kind satisfies never;
  }
}

export const hourOf = (ms: number): number => Math.floor(ms / HOUR_MS) * HOUR_MS;

/** Adds up records by source and hour; with a sink, only those whose rows it takes. */
export function tallyOf(headers: readonly RecordHeader[], sink?: SinkName): Tally {
  const tally: Tally = new Map();
  for (const header of headers) {
    if (header.received === 0 || (sink !== undefined && sinkOf(header) !== sink)) continue;
    const { accepted, readings = 0 } = header;
    // Received once, when it came: a repair turns what was quarantined into what is accepted.
    const received = header.repair ? 0 : header.received;
    add(tally, { source: header.source, hourMs: hourOf(header.receivedAtMs), received, accepted, readings });
  }
  return tally;
}

/** Adds one tally to another. */
export function addTally(into: Tally, tally: Tally): void {
  for (const entry of tally.values()) add(into, entry);
}

function add(tally: Tally, entry: TallyEntry): void {
  const key = `${entry.hourMs} ${entry.source}`;
  const sum = tally.get(key);
  if (!sum) {
    tally.set(key, { ...entry });
    return;
  }
  sum.received += entry.received;
  sum.accepted += entry.accepted;
  sum.readings += entry.readings;
}
