import type { Admin, Consumer } from 'kafkajs';
import type { SourcePosition } from '@wellhead/stores';
import type { Logger } from 'pino';
import { streamOf } from './read-record.js';

/**
 * After partitions were assigned: where our positions are further than what the group has committed (a crash in between, or lost offsets),
 * goes on behind them. A position that lies behind the end of its partition is of a topic that was made anew: it is forgotten.
 */
export async function alignOffsets(parts: {
  readonly admin: Admin;
  readonly consumer: Consumer;
  readonly groupId: string;
  readonly assignment: Readonly<Record<string, readonly number[]>>;
  readonly positions: Map<string, SourcePosition>;
  readonly log: Logger;
}): Promise<void> {
  const { admin, consumer, groupId, assignment, positions, log } = parts;
  const topics = Object.keys(assignment).filter((topic) =>
    assignment[topic]?.some((partition) => positions.has(streamOf(topic, partition))),
  );
  if (topics.length === 0) return;
  const committed = new Map(
    (await admin.fetchOffsets({ groupId, topics })).flatMap(({ topic, partitions }) =>
      partitions.map(({ partition, offset }) => [streamOf(topic, partition), Number(offset)] as const),
    ),
  );
  for (const topic of topics) {
    const ends = new Map(
      (await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => [partition, Number(high)]),
    );
    for (const partition of assignment[topic] ?? []) {
      const stream = streamOf(topic, partition);
      const kept = positions.get(stream);
      if (kept === undefined) continue;
      const next = kept.position + 1;
      if (next > (ends.get(partition) ?? next)) {
        log.error({ stream, position: kept.position, end: ends.get(partition) }, 'topic began anew');
        positions.delete(stream);
      } else if (next > (committed.get(stream) ?? -1)) consumer.seek({ topic, partition, offset: String(next) });
    }
  }
}
