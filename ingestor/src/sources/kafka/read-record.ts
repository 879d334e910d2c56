import type { IHeaders, KafkaMessage } from 'kafkajs';
import type { SourcePosition } from '@wellhead/stores';
import type { SourceMessage } from '../../intake.js';
import { readPayload, withOrigin } from '../payload/read-payload.js';
import type { KafkaTopic } from './kafka-config.js';

export const streamOf = (topic: string, partition: number): string => `${topic}/${partition}`;

export const positionOf = (topic: string, partition: number, { offset }: KafkaMessage): SourcePosition => ({
  stream: streamOf(topic, partition),
  position: Number(offset),
});

/** A record as the intake takes it. Its timestamp is the time of receipt: so a reading without a time has the same one however often it is read. */
export function readRecord(how: KafkaTopic, partition: number, record: KafkaMessage): SourceMessage {
  const { value, offset } = record;
  const key = record.key?.toString('utf8');
  const place = { topic: how.topic, partition, offset: Number(offset), ...(key === undefined ? {} : { key }) };
  const origin = {
    place,
    position: positionOf(how.topic, partition, record),
    // Producers before 0.10 send none.
    ...(Number(record.timestamp) > 0 ? { receivedAtMs: Number(record.timestamp) } : {}),
  };
  if (value === null)
    return { kind: 'refused', body: Buffer.alloc(0), reason: 'the record has no value (a tombstone)', ...origin };
  const texts = headerTexts(record.headers);
  const tags = Object.fromEntries(how.headers.flatMap((name) => (texts[name] ? [[name, texts[name]]] : [])));
  const labels = { ...(how.key === 'asset' && key ? { asset: key } : {}), tags };
  return withOrigin(readPayload(value, how, labels), origin);
}

/** Headers as text; of several with one name the last. */
export const headerTexts = (headers: IHeaders | undefined): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers ?? {}).flatMap(([name, value]) => {
      const last = Array.isArray(value) ? value.at(-1) : value;
      return last === undefined ? [] : [[name, last.toString()]];
    }),
  );
