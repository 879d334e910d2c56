import type { Admin } from 'kafkajs';
import type { SourcePosition } from '@wellhead/stores';
import type { SourceStatus } from '../source.js';
import { streamOf } from './read-record.js';

const LOOK_MS = 5_000;

/** Asks the broker every few seconds how far the partitions go, and tells how far that is ahead of what is durable (else: committed). */
export function watchLag(parts: {
  readonly admin: Admin;
  readonly groupId: string;
  readonly topics: readonly string[];
  readonly positions: ReadonlyMap<string, SourcePosition>;
  readonly status: SourceStatus;
}): { close(): Promise<void> } {
  const { admin, groupId, topics, positions, status } = parts;

  async function look(): Promise<void> {
    if (!status.isConnected) return;
    const committed = await admin.fetchOffsets({ groupId, topics: [...topics] });
    const lags = await Promise.all(
      committed.map(async ({ topic, partitions }) => {
        const ends = await admin.fetchTopicOffsets(topic);
        return ends.map(({ partition, low, high }) => {
          const held = Number(partitions.find((one) => one.partition === partition)?.offset ?? -1);
          const next = Math.max((positions.get(streamOf(topic, partition))?.position ?? -1) + 1, held, Number(low));
          return { stream: topic, partition, events: Math.max(0, Number(high) - next) };
        });
      }),
    );
    status.lags = lags.flat();
  }

  let looking: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    // A broker that does not answer is told by the consumer.
    looking = look().catch(() => undefined);
  }, LOOK_MS);
  timer.unref();
  return {
    async close() {
      clearInterval(timer);
      await looking;
    },
  };
}
