import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { mqttSourceSchema } from './mqtt-config.js';
import { readMessage } from './open-mqtt-source.js';

const dir = fileURLToPath(new URL('./testdata', import.meta.url));
const caseSchema = z.object({
  topics: z.array(z.unknown()),
  topic: z.string(),
  payload: z.string(),
  expect: z.record(z.string(), z.unknown()),
});

describe('a message of MQTT', () => {
  it.each(readdirSync(dir))('%s', (name) => {
    const given = caseSchema.parse(JSON.parse(readFileSync(`${dir}/${name}/case.json`, 'utf8')));
    const { topics } = mqttSourceSchema.parse({ kind: 'mqtt', name, url: 'mqtt://host', topics: given.topics });
    const { body, ...message } = readMessage(topics, { topic: given.topic, payload: Buffer.from(given.payload) });
    expect(message.place).toEqual({ topic: given.topic });
    const text = body.toString('utf8');
    const shown = message.kind === 'points' ? { points: JSON.parse(text) as unknown } : { body: text };
    expect({ ...message, ...shown }).toMatchObject(given.expect);
  });
});
