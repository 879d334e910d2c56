import type { KeptPosition } from '@wellhead/stores';
import type { Logger } from 'pino';
import type { SinkName } from '../ledger/tally.js';
import { openPositions } from '../sinks/positions.js';
import { openSpoolReader } from '../spool/reader.js';
import { arrivedAtMs } from '../spool/record.js';
import type { Spool } from '../spool/spool.js';
import { type Backlog, openBacklog, readingsFor } from './backlog.js';

const READ_BYTES = 4 * 1024 * 1024;

/**
 * Reads the headers of what some sink lacks, once, before any sink runs, so that nothing is released meanwhile: how far sources had come with
 * what Postgres lacks, and how much waits for each sink.
 */
export async function readPending(
  { ingestor, log, clock }: { readonly ingestor: string; readonly log: Logger; readonly clock: () => number },
  spool: Spool,
  cursors: Readonly<Record<SinkName, number>>,
): Promise<{ readonly positions: readonly KeptPosition[]; readonly backlog: Backlog }> {
  const positions = openPositions(ingestor);
  const found = { upTo: spool.durable, sinceMs: undefined as number | undefined, telemetry: 0, postgres: 0 };
  const after = Math.min(cursors.telemetry, cursors.postgres);
  if (after >= spool.durable) return { positions: [], backlog: openBacklog(found, clock) };
  const reader = openSpoolReader(spool, after, log);
  try {
    for (let records = await reader.next(READ_BYTES); records.length > 0; records = await reader.next(READ_BYTES))
      for (const { sequence, header } of records) {
        found.sinceMs ??= Math.min(clock(), arrivedAtMs(header));
        if (sequence > cursors.telemetry) found.telemetry += readingsFor('telemetry', header);
        if (sequence <= cursors.postgres) continue;
        found.postgres += readingsFor('postgres', header);
        positions.add(header);
      }
  } finally {
    await reader.close();
  }
  return { positions: positions.list(), backlog: openBacklog(found, clock) };
}
