import type { KeptPosition } from '@wellhead/stores';
import type { Logger } from 'pino';
import type { SinkName } from '../ledger/tally.js';
import { openPositions } from '../sinks/positions.js';
import { openSpoolReader } from '../spool/reader.js';
import { arrivedAtMs, type RecordHeader } from '../spool/record.js';
import type { Segment } from '../spool/segment-files.js';
import type { Spool } from '../spool/spool.js';
import { type Backlog, openBacklog, readingsFor } from './backlog.js';
import { openSummary, readSummary, type SegmentSummary, writeSummary } from './segment-summary.js';

const READ_BYTES = 4 * 1024 * 1024;

/**
 * How far sources had come with what Postgres lacks, and how much waits for each sink: once, before any sink runs, so that nothing is released
 * meanwhile. Whole segments tell it by their summaries; only those in which a cursor stands, and the last one, are read.
 */
export async function readPending(
  { ingestor, log, clock }: { readonly ingestor: string; readonly log: Logger; readonly clock: () => number },
  spool: Spool,
  cursors: Readonly<Record<SinkName, number>>,
): Promise<{ readonly positions: readonly KeptPosition[]; readonly backlog: Backlog }> {
  const positions = openPositions(ingestor);
  const found = { upTo: spool.durable, sinceMs: undefined as number | undefined, telemetry: 0, postgres: 0 };
  const after = Math.min(cursors.telemetry, cursors.postgres);

  /** Calls back for each record of a segment behind `from`. */
  async function read(from: number, end: number, add: (sequence: number, header: RecordHeader) => void): Promise<void> {
    const reader = openSpoolReader(spool, from, log);
    try {
      for (let records = await reader.next(READ_BYTES); records.length > 0; records = await reader.next(READ_BYTES))
        for (const { sequence, header } of records) {
          if (sequence >= end) return;
          add(sequence, header);
        }
    } finally {
      await reader.close();
    }
  }

  async function summaryOf(segment: Segment, end: number): Promise<SegmentSummary | undefined> {
    const kept = await readSummary(segment);
    if (kept) return kept;
    const summary = openSummary(ingestor);
    await read(segment.first - 1, end, (_sequence, header) => summary.add(header));
    const made = summary.of(segment.bytes);
    if (made)
      await writeSummary(segment, made, () => false).catch((error: unknown) =>
        log.debug({ err: error, segment: segment.first }, 'segment not summarized'),
      );
    return made;
  }

  function addSummary(segment: Segment, summary: SegmentSummary): void {
    found.sinceMs ??= Math.min(clock(), summary.sinceMs);
    if (segment.first > cursors.telemetry) found.telemetry += summary.telemetry;
    if (segment.first <= cursors.postgres) return;
    found.postgres += summary.postgres;
    summary.positions.forEach(positions.take);
  }

  function addRecord(sequence: number, header: RecordHeader): void {
    found.sinceMs ??= Math.min(clock(), arrivedAtMs(header));
    if (sequence > cursors.telemetry) found.telemetry += readingsFor('telemetry', header);
    if (sequence <= cursors.postgres) return;
    found.postgres += readingsFor('postgres', header);
    positions.add(header);
  }

  for (const [at, segment] of spool.segments.entries()) {
    const behind = spool.segments[at + 1];
    const end = behind?.first ?? spool.durable + 1;
    if (end - 1 <= after) continue;
    const isWhole = Object.values(cursors).every((cursor) => cursor < segment.first || cursor >= end - 1);
    if (!behind || !isWhole) await read(Math.max(after, segment.first - 1), end, addRecord);
    else {
      const summary = await summaryOf(segment, end);
      if (summary) addSummary(segment, summary);
    }
  }
  return { positions: positions.list(), backlog: openBacklog(found, clock) };
}
