import type { Admin } from 'kafkajs';
import type { SourcePosition } from '@wellhead/stores';
import { lookOften } from '../look-often.js';
import type { SourceStatus } from '../source.js';
import { streamOf } from './read-record.js';

/** Asks the broker every few seconds how far the partitions go, and tells how far that is ahead of what is durable (else: committed). */
export function watchLag(parts: {
  readonly admin: Admin;
  readonly groupId: string;
  readonly topics: readonly string[];
  readonly positions: ReadonlyMap<string, SourcePosition>;
  /** The time of the last durable record of each stream, in ms: what waits behind it is no older. */
  readonly takenMs: ReadonlyMap<string, number>;
  readonly status: SourceStatus;
  readonly clock: () => number;
}): { close(): Promise<void> } {
  const { admin, groupId, topics, positions, takenMs, status, clock } = parts;
  const openedMs = clock();
  /** When each stream was last seen with nothing that waits. */
  const emptyMs = new Map<string, number>();

  async function look(): Promise<void> {
    if (!status.isConnected) return;
    const lookedMs = clock();
    const committed = await admin.fetchOffsets({ groupId, topics: [...topics] });
    const lags = await Promise.all(
      committed.map(async ({ topic, partitions }) => {
        const ends = await admin.fetchTopicOffsets(topic);
        return ends.map(({ partition, low, high }) => {
          const held = Number(partitions.find((one) => one.partition === partition)?.offset ?? -1);
          const stream = streamOf(topic, partition);
          const next = Math.max((positions.get(stream)?.position ?? -1) + 1, held, Number(low));
          const events = Math.max(0, Number(high) - next);
          if (events === 0) emptyMs.set(stream, lookedMs);
          const sinceMs = Math.max(emptyMs.get(stream) ?? openedMs, takenMs.get(stream) ?? 0);
          return { stream: topic, partition, events, ...(events === 0 ? {} : { behindSinceMs: sinceMs }) };
        });
      }),
    );
    status.lags = lags.flat();
    const since = status.lags.flatMap(({ behindSinceMs }) => behindSinceMs ?? []);
    status.behindSinceMs = since.length === 0 ? undefined : Math.min(...since);
  }

  return lookOften(look);
}
