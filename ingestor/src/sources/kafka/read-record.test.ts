import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { folderCases, shownMessage } from '../../../testing/folder-cases.js';
import { kafkaSourceSchema } from './kafka-config.js';
import { readRecord } from './read-record.js';

const caseSchema = z.object({
  topic: z.unknown(),
  record: z.object({
    key: z.string().nullable().default(null),
    value: z.string().nullable(),
    headers: z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional(),
    timestamp: z.string(),
  }),
  expect: z.record(z.string(), z.unknown()),
});
const bytes = (text: string | null): Buffer | null => (text === null ? null : Buffer.from(text));

describe('a record of Kafka', () => {
  it.each(folderCases(new URL('./testdata/', import.meta.url), caseSchema))('%s', (name, given) => {
    const { topics } = kafkaSourceSchema.parse({ kind: 'kafka', name, brokers: ['host:9092'], topics: [given.topic] });
    const { key, value, headers, timestamp } = given.record;
    const record = { key: bytes(key), value: bytes(value), headers, timestamp, attributes: 0, offset: '42' };
    const message = readRecord(topics[0]!, 3, record as Parameters<typeof readRecord>[2]);
    expect(message.position).toEqual({ stream: `${topics[0]!.topic}/3`, position: 42 });
    expect(shownMessage(message)).toMatchObject(given.expect);
  });
});
