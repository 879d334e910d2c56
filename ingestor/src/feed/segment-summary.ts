import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { KeptPosition } from '@wellhead/stores';
import { openPositions } from '../sinks/positions.js';
import { arrivedAtMs, type RecordHeader } from '../spool/record.js';
import { type Segment, summaryFileOf } from '../spool/segment-files.js';
import { readingsFor } from './backlog.js';

/** What a sealed segment holds for the sinks. It lies beside the segment, so that a start behind a long outage need not read gigabytes. */
export interface SegmentSummary {
  /** Bytes of the segment that it speaks of; of any other length it says nothing. */
  readonly bytes: number;
  /** When its first record arrived. */
  readonly sinceMs: number;
  /** What it gives each sink to deliver, as in `Backlog`. */
  readonly telemetry: number;
  readonly postgres: number;
  /** How far sources had come with it. */
  readonly positions: readonly KeptPosition[];
}

/** Adds up the records of one segment, in their order. */
export function openSummary(ingestor: string): {
  add(header: RecordHeader): void;
  /** Of a segment of this length; undefined if it holds nothing. */
  of(bytes: number): SegmentSummary | undefined;
} {
  const positions = openPositions(ingestor);
  let sinceMs: number | undefined;
  let telemetry = 0;
  let postgres = 0;
  return {
    add(header) {
      sinceMs ??= arrivedAtMs(header);
      telemetry += readingsFor('telemetry', header);
      postgres += readingsFor('postgres', header);
      positions.add(header);
    },
    of: (bytes) =>
      sinceMs === undefined ? undefined : { bytes, sinceMs, telemetry, postgres, positions: positions.list() },
  };
}

/** The summary beside a segment; undefined where there is none for what the segment holds now. */
export async function readSummary(segment: Segment): Promise<SegmentSummary | undefined> {
  try {
    // Ours, written whole or not at all; after a crash of the machine it may be empty, which is no JSON.
    const summary = JSON.parse(await readFile(summaryFileOf(segment), 'utf8')) as SegmentSummary;
    return summary.bytes === segment.bytes ? summary : undefined;
  } catch {
    // Then the segment is read.
    return undefined;
  }
}

/** Puts a summary beside its segment, unless `isGone` by then. */
export async function writeSummary(segment: Segment, summary: SegmentSummary, isGone: () => boolean): Promise<void> {
  const file = summaryFileOf(segment);
  await writeFile(`${file}.new`, JSON.stringify(summary));
  await rename(`${file}.new`, file);
  if (isGone()) await rm(file, { force: true });
}
