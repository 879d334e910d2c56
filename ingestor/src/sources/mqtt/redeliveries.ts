import { createHash } from 'node:crypto';
import type { SourcePosition } from '@wellhead/stores';
import type { IPublishPacket } from 'mqtt';

/** Messages that are remembered: more than a broker has under way. */
const SLOTS = 1_024;
const STREAM = 'slot ';

type Packet = Pick<IPublishPacket, 'topic' | 'payload' | 'messageId'>;

/**
 * Recognises messages that the broker sends again because it did not get our acknowledgement: same packet identifier, topic and payload.
 * They are remembered in the positions of the source, a ring of slots, so that a crash between keeping and acknowledging repeats nothing.
 */
export interface Redeliveries {
  isKept(packet: Packet): boolean;
  /** The position to keep the message with. */
  positionOf(packet: Packet): SourcePosition;
  /** It is durable. */
  remember(packet: Packet): void;
  /** The broker has begun a new session: its identifiers mean other messages. */
  forget(): void;
}

export function openRedeliveries(positions: ReadonlyMap<string, SourcePosition>): Redeliveries {
  const known = [...positions.values()]
    .filter(({ stream }) => stream.startsWith(STREAM))
    .sort((a, b) => a.position - b.position);
  const kept = new Map<number, string>();
  let next = (known.at(-1)?.position ?? 0) + 1;
  const add = (messageId: number, print: string): void => {
    // Deleted first, so that the order is that of keeping.
    kept.delete(messageId);
    kept.set(messageId, print);
    const oldest = kept.keys().next().value;
    if (kept.size > SLOTS && oldest !== undefined) kept.delete(oldest);
  };
  for (const { cursor } of known) {
    const [messageId, print] = (cursor ?? '').split(' ');
    if (print !== undefined) add(Number(messageId), print);
  }
  return {
    isKept: (packet) => kept.get(packet.messageId ?? 0) === printOf(packet),
    positionOf(packet) {
      const position = next;
      next += 1;
      return { stream: `${STREAM}${position % SLOTS}`, position, cursor: `${packet.messageId} ${printOf(packet)}` };
    },
    remember: (packet) => add(packet.messageId ?? 0, printOf(packet)),
    forget: () => kept.clear(),
  };
}

const printOf = ({ topic, payload }: Packet): string =>
  createHash('sha256').update(topic).update('\0').update(payload).digest('base64').slice(0, 22);
