import { z } from 'zod';
import { payloadSchema } from '../payload/payload-config.js';
import { secretSchema } from '../secret.js';
import { sourceName } from '../source-name.js';
import { topicTemplateSchema } from './topic-template.js';

/** How to reach an MQTT broker. */
export const mqttConnection = {
  name: sourceName,
  url: z.url({ protocol: /^(mqtts?|wss?)$/, error: 'expected mqtt://, mqtts://, ws:// or wss:// with host and port' }),
  clientId: z
    .string()
    .min(1)
    .max(65_535)
    .optional()
    .describe('names the session that the broker keeps; default: wellhead-<name>. One process only may use it'),
  username: z.string().optional(),
  password: secretSchema.optional(),
  ca: z.string().optional().describe('file of the certificate authority, PEM'),
  certificate: z.string().optional().describe('file of our certificate, PEM'),
  key: z.string().optional().describe('file of the key to it, PEM'),
};
export type MqttConnection = z.infer<z.ZodObject<typeof mqttConnection>>;

export const mqttSourceSchema = z.strictObject({
  kind: z.literal('mqtt'),
  ...mqttConnection,
  topics: z.array(payloadSchema({ topic: topicTemplateSchema })).min(1),
});
export type MqttSourceConfig = z.infer<typeof mqttSourceSchema>;
