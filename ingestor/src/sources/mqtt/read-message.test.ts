import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { folderCases, shownMessage } from '../../../testing/folder-cases.js';
import { mqttSourceSchema } from './mqtt-config.js';
import { readMessage } from './open-mqtt-source.js';

const caseSchema = z.object({
  topics: z.array(z.unknown()),
  topic: z.string(),
  payload: z.string(),
  expect: z.record(z.string(), z.unknown()),
});

describe('a message of MQTT', () => {
  it.each(folderCases(new URL('./testdata/', import.meta.url), caseSchema))('%s', (name, given) => {
    const { topics } = mqttSourceSchema.parse({ kind: 'mqtt', name, url: 'mqtt://host', topics: given.topics });
    const message = readMessage(topics, { topic: given.topic, payload: Buffer.from(given.payload) });
    expect(message.place).toEqual({ topic: given.topic });
    expect(shownMessage(message)).toMatchObject(given.expect);
  });
});
