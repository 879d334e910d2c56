import type { OwnedBatch } from '../domain/columns.js';
import type { Feed } from '../feed/feed.js';
import type { RecordHeader } from '../spool/record.js';
import { makeRoom } from './make-room.js';

/** A record that comes in once more: repaired, or out of the archive. */
export interface RecordAgain {
  readonly header: RecordHeader;
  readonly body: Buffer;
  /** Of telemetry: its rows. */
  readonly batch: OwnedBatch | undefined;
}

/**
 * Makes a record durable and hands it to the sinks; waits while the spool is full. `onDurable` is called between the two. Rejects when the disk is full
 * or cannot be written: nothing was kept then.
 */
export async function appendAgain(
  feed: Feed,
  { header, body, batch }: RecordAgain,
  onDurable: () => void = () => undefined,
): Promise<void> {
  for (;;) {
    const outcome = await feed.spool.append(header, body, (sequence) => {
      onDurable();
      feed.offer({ sequence, header, batch, body: batch ? undefined : body });
    });
    switch (outcome.kind) {
      case 'durable':
        return;
      case 'failed':
        throw outcome.cause;
      case 'disk-full':
        throw new Error('The disk of the spool is full: make room and try again.');
      case 'full':
        await makeRoom(feed);
        break;
      default:
        outcome satisfies never;
    }
  }
}
