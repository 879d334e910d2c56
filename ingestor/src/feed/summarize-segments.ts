import type { Logger } from 'pino';
import type { RecordHeader } from '../spool/record.js';
import type { Segment } from '../spool/segment-files.js';
import type { Spool } from '../spool/spool.js';
import { openSummary, writeSummary } from './segment-summary.js';

/** Adds up what arrives, and leaves a summary beside each segment that is sealed before every sink has it. */
export interface SegmentSummaries {
  /** A record that was just appended. Costs a few additions. */
  arrived(sequence: number, header: RecordHeader): void;
  close(): Promise<void>;
}

export function summarizeSegments(parts: {
  readonly ingestor: string;
  readonly spool: Pick<Spool, 'segments'>;
  /** Everything up to this sequence is in every store. */
  readonly delivered: () => number;
  readonly log: Logger;
}): SegmentSummaries {
  const { ingestor, spool, delivered, log } = parts;
  let current: { readonly segment: Segment; readonly summary: ReturnType<typeof openSummary> } | undefined;
  let last = 0;
  let writing: Promise<void> = Promise.resolve();

  function finish(): void {
    if (!current || delivered() >= last) return;
    const { segment } = current;
    const summary = current.summary.of(segment.bytes);
    if (!summary) return;
    const isGone = (): boolean => !spool.segments.includes(segment);
    writing = writing
      .then(() => writeSummary(segment, summary, isGone))
      // The next start reads the segment instead.
      .catch((error: unknown) => log.debug({ err: error, segment: segment.first }, 'segment not summarized'));
  }

  return {
    arrived(sequence, header) {
      const segment = spool.segments.at(-1);
      if (segment !== current?.segment) finish();
      // Of a segment that was begun before this start only a part is known: it has no summary. Nor has one of which a record was missed.
      if (segment?.first === sequence) current = { segment, summary: openSummary(ingestor) };
      else if (segment !== current?.segment || sequence !== last + 1) current = undefined;
      current?.summary.add(header);
      last = sequence;
    },
    close: () => writing,
  };
}
