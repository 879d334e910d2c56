import { sinkOf, type SinkName } from '../ledger/tally.js';
import type { RecordHeader } from '../spool/record.js';

/** What a sink has still to deliver. */
export interface Waiting {
  /** Readings; of the sink of Postgres, rows of records. */
  readonly readings: number;
  /** How long the oldest record that it lacks has been durable, to a tenth of a second; 0 while it lacks none. */
  readonly lagMs: number;
}

export interface Backlog {
  /** Records up to this sequence are durable now. */
  arrived(sequence: number, header: RecordHeader): void;
  delivered(sink: SinkName, headers: readonly RecordHeader[]): void;
  /** Of a sink that has come to this sequence. */
  behind(sink: SinkName, sequence: number): Waiting;
  /** Forgets when records up to this sequence arrived: every sink has them. */
  forget(upTo: number): void;
}

/** Arrivals closer together than this share one time. */
const STEP_MS = 100;
/** Above this, neighbours are joined to the time of the older, and later ones lie further apart: a store may be away for days, memory has an end. */
const MAX_MARKS = 2_000;

interface Mark {
  upTo: number;
  readonly atMs: number;
}

/** What a record gives a sink to deliver. */
export function readingsFor(sink: SinkName, header: RecordHeader): number {
  if (sinkOf(header) !== sink) return 0;
  return header.readings ?? header.accepted;
}

/**
 * Counts what is durable and not delivered, and remembers since when, without looking into the spool. `found`: what lay there at the start; its
 * `sinceMs` stands for all of it.
 */
export function openBacklog(
  found: { readonly upTo: number; readonly sinceMs: number | undefined } & Readonly<Record<SinkName, number>>,
  clock: () => number,
): Backlog {
  const waiting: Record<SinkName, number> = { telemetry: found.telemetry, postgres: found.postgres };
  let stepMs = STEP_MS;
  let marks: Mark[] = found.sinceMs === undefined ? [] : [{ upTo: found.upTo, atMs: found.sinceMs }];
  return {
    arrived(sequence, header) {
      waiting.telemetry += readingsFor('telemetry', header);
      waiting.postgres += readingsFor('postgres', header);
      const nowMs = clock();
      const last = marks.at(-1);
      if (last && nowMs - last.atMs < stepMs) last.upTo = Math.max(last.upTo, sequence);
      else marks.push({ upTo: sequence, atMs: nowMs });
      if (marks.length > MAX_MARKS) {
        stepMs *= 2;
        marks = marks.flatMap((mark, at) =>
          at % 2 === 0 ? [{ upTo: marks[at + 1]?.upTo ?? mark.upTo, atMs: mark.atMs }] : [],
        );
      }
    },
    delivered(sink, headers) {
      for (const header of headers) waiting[sink] -= readingsFor(sink, header);
    },
    behind(sink, sequence) {
      const oldest = marks.find(({ upTo }) => upTo > sequence);
      // A sink may have a record a moment before it is told to us.
      return { readings: Math.max(0, waiting[sink]), lagMs: oldest ? Math.max(0, clock() - oldest.atMs) : 0 };
    },
    forget(upTo) {
      const first = marks.findIndex((mark) => mark.upTo > upTo);
      marks.splice(0, first < 0 ? marks.length : first);
      if (marks.length === 0) stepMs = STEP_MS;
    },
  };
}
