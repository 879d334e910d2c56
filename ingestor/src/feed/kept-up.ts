import type { SinkState } from '../sinks/delivery.js';
import type { RecentRecords } from '../sinks/recent-records.js';

/** Senders wait above this share of the memory for rows, at most so long, looking so often; in ms. */
const WAITING_SHARE = 0.75;
const LONGEST_WAIT_MS = 1_000;
const LOOK_MS = 5;

/**
 * Nothing, or a promise to wait for: resolves when the store of a sink keeps up with what was offered, at the latest after a second: who sends faster than a working store
 * takes waits for it, so that rows are not read back from the spool, which would slow the store further. A store that is down, or so
 * far behind that it reads from the spool anyway, holds nobody up.
 */
export function keptUp(given: {
  readonly recent: Pick<RecentRecords, 'bytes' | 'get'>;
  readonly memoryBytes: number;
  readonly sink: () => Pick<SinkState, 'sequence' | 'failingSinceMs'>;
  readonly closed: () => boolean;
}): Promise<void> | undefined {
  const { recent, memoryBytes, sink, closed } = given;
  const isBehind = (): boolean =>
    recent.bytes > memoryBytes * WAITING_SHARE &&
    sink().failingSinceMs === undefined &&
    recent.get(sink().sequence + 1) !== undefined;
  const untilItIsNot = async (): Promise<void> => {
    const untilMs = performance.now() + LONGEST_WAIT_MS;
    while (!closed() && isBehind() && performance.now() < untilMs)
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  };
  return isBehind() ? untilItIsNot() : undefined;
}
