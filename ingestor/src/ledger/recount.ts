import type { Logger } from 'pino';
import { openSpoolReader } from '../spool/reader.js';
import type { Spool } from '../spool/spool.js';
import type { Recount } from './balance.js';
import { sinkOf } from './tally.js';

/** About a thousand small records: requests wait a few ms for their headers to be read, not the forty of 4 MiB. */
const READ_BYTES = 256 * 1024;

/**
 * Counts accepted rows from the headers of the records in the spool: the answer tells, for each of the marks (spool sequences), what lies behind it
 * up to `upTo`. Undefined if the spool has let go of some of it meanwhile.
 */
export async function recountSpool(
  spool: Spool,
  marks: readonly number[],
  upTo: number,
  log: Logger,
): Promise<((mark: number) => Recount) | undefined> {
  const after = Math.min(...marks);
  const counts = new Map(marks.map((mark) => [mark, { telemetry: 0, postgres: 0 }]));
  const reader = openSpoolReader(spool, after, log);
  let expected = after + 1;
  try {
    while (expected <= upTo) {
      const records = await reader.next(READ_BYTES);
      if (records.length === 0) return undefined;
      for (const { sequence, header } of records) {
        if (sequence > upTo) break;
        if (sequence !== expected) return undefined;
        expected += 1;
        const sink = sinkOf(header);
        if (sink === undefined) continue;
        for (const [mark, count] of counts) if (sequence > mark) count[sink] += header.accepted;
      }
    }
  } finally {
    await reader.close();
  }
  return (mark) => counts.get(mark) ?? { telemetry: 0, postgres: 0 };
}
